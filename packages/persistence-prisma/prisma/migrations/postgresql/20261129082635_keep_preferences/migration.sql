-- CreateTable
CREATE TABLE "preferences" (
    "user_id" TEXT NOT NULL,
    "version" INTEGER NOT NULL,
    "document" TEXT NOT NULL,

    CONSTRAINT "preferences_pkey" PRIMARY KEY ("user_id")
);
