-- CreateTable
CREATE TABLE "preferences" (
    "user_id" TEXT NOT NULL PRIMARY KEY,
    "version" INTEGER NOT NULL,
    "document" TEXT NOT NULL
);
