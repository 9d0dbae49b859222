CREATE TABLE "alert" (
	"id" text PRIMARY KEY NOT NULL,
	"kind" text NOT NULL,
	"subject" text NOT NULL,
	"message" text NOT NULL,
	"detail" jsonb NOT NULL,
	"raised_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"last_seen_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"seen" integer DEFAULT 1 NOT NULL,
	"resolved_at" timestamp (3) with time zone,
	"resolved_by" text
);
--> statement-breakpoint
CREATE TABLE "circuit_event" (
	"id" text PRIMARY KEY NOT NULL,
	"at" timestamp (3) with time zone NOT NULL,
	"instance_id" text NOT NULL,
	"target" text NOT NULL,
	"from_state" text NOT NULL,
	"to_state" text NOT NULL,
	"reason" text,
	"next_probe_at" timestamp (3) with time zone
);
--> statement-breakpoint
CREATE TABLE "circuit_override" (
	"target" text PRIMARY KEY NOT NULL,
	"action" text NOT NULL,
	"sequence" bigint NOT NULL,
	"reason" text,
	"ordered_by" text NOT NULL,
	"ordered_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"expires_at" timestamp (3) with time zone
);
--> statement-breakpoint
ALTER TABLE "credential" ADD COLUMN "rpm" bigint;--> statement-breakpoint
ALTER TABLE "credential" ADD COLUMN "tpm" bigint;--> statement-breakpoint
CREATE UNIQUE INDEX "alert_open" ON "alert" USING btree ("kind","subject") WHERE "alert"."resolved_at" is null;--> statement-breakpoint
CREATE INDEX "alert_raised_at" ON "alert" USING btree ("raised_at","id");--> statement-breakpoint
CREATE INDEX "circuit_event_at" ON "circuit_event" USING btree ("at","id");--> statement-breakpoint
CREATE INDEX "circuit_event_target" ON "circuit_event" USING btree ("target","at","id");