-- AlterTable
ALTER TABLE "journal" ADD COLUMN     "hash" TEXT;
