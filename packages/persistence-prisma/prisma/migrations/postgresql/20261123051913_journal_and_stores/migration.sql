-- CreateTable
CREATE TABLE "journal" (
    "user_id" TEXT NOT NULL,
    "event_id" INTEGER NOT NULL,
    "at" BIGINT NOT NULL,
    "monotonic_ms" DOUBLE PRECISION NOT NULL,
    "type" TEXT NOT NULL,
    "event" TEXT NOT NULL,

    CONSTRAINT "journal_pkey" PRIMARY KEY ("user_id","event_id")
);

-- CreateTable
CREATE TABLE "lease" (
    "account_id" TEXT NOT NULL,
    "fence" INTEGER NOT NULL,
    "holder" TEXT NOT NULL,
    "taken_at" BIGINT NOT NULL,

    CONSTRAINT "lease_pkey" PRIMARY KEY ("account_id")
);

-- CreateTable
CREATE TABLE "person" (
    "id" TEXT NOT NULL,
    "email" TEXT NOT NULL,
    "email_key" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "created_at" BIGINT NOT NULL,
    "password_hash" TEXT NOT NULL,

    CONSTRAINT "person_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "access" (
    "id" TEXT NOT NULL,
    "user_id" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "secret_hash" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "created_at" BIGINT NOT NULL,
    "expires_at" BIGINT,

    CONSTRAINT "access_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "account" (
    "id" TEXT NOT NULL,
    "user_id" TEXT NOT NULL,
    "address" TEXT NOT NULL,
    "broker_id" TEXT NOT NULL,
    "environment" TEXT NOT NULL,
    "client_id" TEXT NOT NULL,
    "sealed" TEXT NOT NULL,

    CONSTRAINT "account_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "broker_session" (
    "account_id" TEXT NOT NULL,
    "sealed" TEXT NOT NULL,

    CONSTRAINT "broker_session_pkey" PRIMARY KEY ("account_id")
);

-- CreateTable
CREATE TABLE "copy_group" (
    "id" TEXT NOT NULL,
    "user_id" TEXT NOT NULL,
    "version" INTEGER NOT NULL,
    "document" TEXT NOT NULL,

    CONSTRAINT "copy_group_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "person_email_key" ON "person"("email_key");

-- CreateIndex
CREATE UNIQUE INDEX "account_user_id_address_key" ON "account"("user_id", "address");
