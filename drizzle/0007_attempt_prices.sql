ALTER TABLE "attempt" ADD COLUMN "suspect_usage" text;--> statement-breakpoint
ALTER TABLE "attempt" ADD COLUMN "above_reserve" boolean DEFAULT false NOT NULL;