CREATE TABLE "budget_account" (
	"budget_id" text NOT NULL,
	"period_start" timestamp (3) with time zone NOT NULL,
	"spent_nano_usd" bigint NOT NULL,
	"updated_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "budget_account_budget_id_period_start_pk" PRIMARY KEY("budget_id","period_start")
);
--> statement-breakpoint
CREATE TABLE "budget_lease" (
	"budget_id" text NOT NULL,
	"period_start" timestamp (3) with time zone NOT NULL,
	"instance_id" text NOT NULL,
	"amount_nano_usd" bigint NOT NULL,
	"expires_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "budget_lease_budget_id_period_start_instance_id_pk" PRIMARY KEY("budget_id","period_start","instance_id")
);
--> statement-breakpoint
ALTER TABLE "organisation" ADD COLUMN "limits" jsonb;--> statement-breakpoint
ALTER TABLE "provider" ADD COLUMN "limits" jsonb;--> statement-breakpoint
ALTER TABLE "team" ADD COLUMN "limits" jsonb;--> statement-breakpoint
ALTER TABLE "virtual_key" ADD COLUMN "limits" jsonb;--> statement-breakpoint
CREATE INDEX "budget_lease_expires_at" ON "budget_lease" USING btree ("expires_at");