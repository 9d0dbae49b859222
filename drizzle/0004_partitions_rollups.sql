-- Written by hand: drizzle-kit knows no partitions. What it would have written of new tables and columns is here as it was.
ALTER TABLE "request" RENAME TO "request_before";
--> statement-breakpoint
ALTER TABLE "attempt" RENAME TO "attempt_before";
--> statement-breakpoint
ALTER TABLE "skipped_target" RENAME TO "skipped_target_before";
--> statement-breakpoint
ALTER TABLE "failover" RENAME TO "failover_before";
--> statement-breakpoint
CREATE TABLE "request" (
	"id" text COLLATE "C" NOT NULL,
	"started_at" timestamp (3) with time zone NOT NULL,
	"endpoint" text NOT NULL,
	"requested_model" text,
	"route" text,
	"provider" text,
	"model" text,
	"status" text NOT NULL,
	"http_status" integer NOT NULL,
	"error_kind" text,
	"error_message" text,
	"stream" boolean NOT NULL,
	"recovered" boolean DEFAULT false NOT NULL,
	"input_tokens" integer NOT NULL,
	"output_tokens" integer NOT NULL,
	"cached_input_tokens" integer NOT NULL,
	"cache_write_tokens" integer NOT NULL,
	"reasoning_tokens" integer NOT NULL,
	"cost_nano_usd" bigint NOT NULL,
	"estimated" boolean NOT NULL,
	"priced" boolean NOT NULL,
	"duration_ms" real NOT NULL,
	"first_token_ms" real,
	"overhead_ms" real NOT NULL,
	"failovers" integer NOT NULL,
	"key_id" text NOT NULL,
	"key_name" text NOT NULL,
	"team" text,
	"tags" jsonb NOT NULL,
	"config_version" integer NOT NULL,
	"recorded_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"suspect" boolean DEFAULT false NOT NULL,
	CONSTRAINT "request_id_started_at_pk" PRIMARY KEY("id","started_at")
) PARTITION BY RANGE ("started_at");
--> statement-breakpoint
CREATE TABLE "attempt" (
	"request_id" text COLLATE "C" NOT NULL,
	"index" integer NOT NULL,
	"provider" text NOT NULL,
	"model" text NOT NULL,
	"credential" text,
	"kind" text,
	"message" text,
	"status" integer,
	"started_offset_ms" real NOT NULL,
	"first_token_ms" real,
	"duration_ms" real NOT NULL,
	"input_tokens" integer NOT NULL,
	"output_tokens" integer NOT NULL,
	"cached_input_tokens" integer NOT NULL,
	"cache_write_tokens" integer NOT NULL,
	"reasoning_tokens" integer NOT NULL,
	"cost_nano_usd" bigint NOT NULL,
	"estimated" boolean NOT NULL,
	"request_started_at" timestamp (3) with time zone NOT NULL,
	"suspect" boolean DEFAULT false NOT NULL,
	"price" jsonb,
	"price_version" text,
	CONSTRAINT "attempt_request_started_at_request_id_index_pk" PRIMARY KEY("request_started_at","request_id","index")
) PARTITION BY RANGE ("request_started_at");
--> statement-breakpoint
CREATE TABLE "skipped_target" (
	"request_id" text COLLATE "C" NOT NULL,
	"index" integer NOT NULL,
	"target" text NOT NULL,
	"reason" text NOT NULL,
	"detail" text,
	"request_started_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "skipped_target_request_started_at_request_id_index_pk" PRIMARY KEY("request_started_at","request_id","index")
) PARTITION BY RANGE ("request_started_at");
--> statement-breakpoint
CREATE TABLE "failover" (
	"request_id" text COLLATE "C" NOT NULL,
	"index" integer NOT NULL,
	"at" timestamp (3) with time zone NOT NULL,
	"route" text,
	"primary_target" text NOT NULL,
	"fallback_target" text NOT NULL,
	"trigger" text NOT NULL,
	"error_kind" text NOT NULL,
	"primary_ms" real,
	"fallback_ms" real NOT NULL,
	"latency_delta_ms" real,
	"outcome" text NOT NULL,
	"request_started_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "failover_request_started_at_request_id_index_pk" PRIMARY KEY("request_started_at","request_id","index")
) PARTITION BY RANGE ("request_started_at");
--> statement-breakpoint
CREATE TABLE "latency_hour" (
	"bucket" timestamp (3) with time zone NOT NULL,
	"route" text,
	"provider" text,
	"model" text,
	"metric" text NOT NULL,
	"bins" smallint[] NOT NULL,
	"counts" integer[] NOT NULL
);
--> statement-breakpoint
CREATE TABLE "latency_minute" (
	"bucket" timestamp (3) with time zone NOT NULL,
	"route" text,
	"provider" text,
	"model" text,
	"metric" text NOT NULL,
	"bins" smallint[] NOT NULL,
	"counts" integer[] NOT NULL
) PARTITION BY RANGE ("bucket");
--> statement-breakpoint
CREATE TABLE "rollup_state" (
	"id" integer PRIMARY KEY NOT NULL,
	"watermark" timestamp (3) with time zone NOT NULL,
	"kept_from" timestamp (3) with time zone
);
--> statement-breakpoint
CREATE TABLE "usage_hour" (
	"bucket" timestamp (3) with time zone NOT NULL,
	"route" text,
	"provider" text,
	"model" text,
	"key_name" text NOT NULL,
	"team" text,
	"requests" bigint NOT NULL,
	"ok" bigint NOT NULL,
	"errors" bigint NOT NULL,
	"partial" bigint NOT NULL,
	"canceled" bigint NOT NULL,
	"rescued" bigint NOT NULL,
	"failovers" bigint NOT NULL,
	"estimated" bigint NOT NULL,
	"unpriced" bigint NOT NULL,
	"input_tokens" bigint NOT NULL,
	"output_tokens" bigint NOT NULL,
	"cached_input_tokens" bigint NOT NULL,
	"cache_write_tokens" bigint NOT NULL,
	"reasoning_tokens" bigint NOT NULL,
	"cost_nano_usd" numeric NOT NULL
);
--> statement-breakpoint
CREATE TABLE "usage_hour_tag" (
	"bucket" timestamp (3) with time zone NOT NULL,
	"tag" text NOT NULL,
	"value" text NOT NULL,
	"requests" bigint NOT NULL,
	"ok" bigint NOT NULL,
	"errors" bigint NOT NULL,
	"partial" bigint NOT NULL,
	"canceled" bigint NOT NULL,
	"rescued" bigint NOT NULL,
	"failovers" bigint NOT NULL,
	"estimated" bigint NOT NULL,
	"unpriced" bigint NOT NULL,
	"input_tokens" bigint NOT NULL,
	"output_tokens" bigint NOT NULL,
	"cached_input_tokens" bigint NOT NULL,
	"cache_write_tokens" bigint NOT NULL,
	"reasoning_tokens" bigint NOT NULL,
	"cost_nano_usd" numeric NOT NULL,
	CONSTRAINT "usage_hour_tag_tag_bucket_value_pk" PRIMARY KEY("tag","bucket","value")
);
--> statement-breakpoint
CREATE TABLE "usage_minute" (
	"bucket" timestamp (3) with time zone NOT NULL,
	"route" text,
	"provider" text,
	"model" text,
	"key_name" text NOT NULL,
	"team" text,
	"requests" bigint NOT NULL,
	"ok" bigint NOT NULL,
	"errors" bigint NOT NULL,
	"partial" bigint NOT NULL,
	"canceled" bigint NOT NULL,
	"rescued" bigint NOT NULL,
	"failovers" bigint NOT NULL,
	"estimated" bigint NOT NULL,
	"unpriced" bigint NOT NULL,
	"input_tokens" bigint NOT NULL,
	"output_tokens" bigint NOT NULL,
	"cached_input_tokens" bigint NOT NULL,
	"cache_write_tokens" bigint NOT NULL,
	"reasoning_tokens" bigint NOT NULL,
	"cost_nano_usd" numeric NOT NULL
) PARTITION BY RANGE ("bucket");
--> statement-breakpoint
CREATE TABLE "usage_minute_tag" (
	"bucket" timestamp (3) with time zone NOT NULL,
	"tag" text NOT NULL,
	"value" text NOT NULL,
	"requests" bigint NOT NULL,
	"ok" bigint NOT NULL,
	"errors" bigint NOT NULL,
	"partial" bigint NOT NULL,
	"canceled" bigint NOT NULL,
	"rescued" bigint NOT NULL,
	"failovers" bigint NOT NULL,
	"estimated" bigint NOT NULL,
	"unpriced" bigint NOT NULL,
	"input_tokens" bigint NOT NULL,
	"output_tokens" bigint NOT NULL,
	"cached_input_tokens" bigint NOT NULL,
	"cache_write_tokens" bigint NOT NULL,
	"reasoning_tokens" bigint NOT NULL,
	"cost_nano_usd" numeric NOT NULL,
	CONSTRAINT "usage_minute_tag_bucket_tag_value_pk" PRIMARY KEY("bucket","tag","value")
) PARTITION BY RANGE ("bucket");
--> statement-breakpoint
CREATE TABLE "usage_tag_value" (
	"day" date NOT NULL,
	"tag" text NOT NULL,
	"value" text NOT NULL,
	CONSTRAINT "usage_tag_value_day_tag_value_pk" PRIMARY KEY("day","tag","value")
);
--> statement-breakpoint
CREATE TABLE "request_default" PARTITION OF "request" DEFAULT;
--> statement-breakpoint
CREATE TABLE "attempt_default" PARTITION OF "attempt" DEFAULT;
--> statement-breakpoint
CREATE TABLE "skipped_target_default" PARTITION OF "skipped_target" DEFAULT;
--> statement-breakpoint
CREATE TABLE "failover_default" PARTITION OF "failover" DEFAULT;
--> statement-breakpoint
CREATE TABLE "usage_minute_default" PARTITION OF "usage_minute" DEFAULT;
--> statement-breakpoint
CREATE TABLE "usage_minute_tag_default" PARTITION OF "usage_minute_tag" DEFAULT;
--> statement-breakpoint
CREATE TABLE "latency_minute_default" PARTITION OF "latency_minute" DEFAULT;
--> statement-breakpoint
-- The months (UTC) from the oldest kept request to two ahead; what a mad clock wrote stays in the default partitions.
DO $$
DECLARE
	parent text;
	month timestamp;
BEGIN
	FOR month IN
		SELECT DISTINCT date_trunc('month', "started_at" AT TIME ZONE 'UTC') FROM "request_before"
			WHERE "started_at" > now() - interval '400 days' AND "started_at" < now() + interval '1 month'
		UNION
		SELECT date_trunc('month', now() AT TIME ZONE 'UTC') + ahead * interval '1 month' FROM generate_series(0, 2) ahead
	LOOP
		FOREACH parent IN ARRAY ARRAY['request', 'attempt', 'skipped_target', 'failover', 'usage_minute', 'usage_minute_tag', 'latency_minute'] LOOP
			EXECUTE format(
				'CREATE TABLE %I PARTITION OF %I FOR VALUES FROM (%L) TO (%L)',
				parent || to_char(month, '"_"YYYY"_"MM'), parent,
				to_char(month, 'YYYY-MM-DD"T00:00:00Z"'), to_char(month + interval '1 month', 'YYYY-MM-DD"T00:00:00Z"')
			);
		END LOOP;
	END LOOP;
END $$;
--> statement-breakpoint
INSERT INTO "request" ("id", "started_at", "endpoint", "requested_model", "route", "provider", "model", "status", "http_status", "error_kind", "error_message", "stream", "recovered", "input_tokens", "output_tokens", "cached_input_tokens", "cache_write_tokens", "reasoning_tokens", "cost_nano_usd", "estimated", "priced", "duration_ms", "first_token_ms", "overhead_ms", "failovers", "key_id", "key_name", "team", "tags", "config_version", "recorded_at")
SELECT "id", "started_at", "endpoint", "requested_model", "route", "provider", "model", "status", "http_status", "error_kind", "error_message", "stream", "recovered", "input_tokens", "output_tokens", "cached_input_tokens", "cache_write_tokens", "reasoning_tokens", "cost_nano_usd", "estimated", "priced", "duration_ms", "first_token_ms", "overhead_ms", "failovers", "key_id", "key_name", "team", "tags", "config_version", least(now(), "started_at" + "duration_ms" * interval '1 millisecond') FROM "request_before";
--> statement-breakpoint
INSERT INTO "attempt" ("request_id", "index", "provider", "model", "credential", "kind", "message", "status", "started_offset_ms", "first_token_ms", "duration_ms", "input_tokens", "output_tokens", "cached_input_tokens", "cache_write_tokens", "reasoning_tokens", "cost_nano_usd", "estimated", "request_started_at")
SELECT a."request_id", a."index", a."provider", a."model", a."credential", a."kind", a."message", a."status", a."started_offset_ms", a."first_token_ms", a."duration_ms", a."input_tokens", a."output_tokens", a."cached_input_tokens", a."cache_write_tokens", a."reasoning_tokens", a."cost_nano_usd", a."estimated", coalesce(r."started_at", a."started_at") FROM "attempt_before" a LEFT JOIN "request_before" r ON r."id" = a."request_id";
--> statement-breakpoint
INSERT INTO "skipped_target" ("request_id", "index", "target", "reason", "detail", "request_started_at")
SELECT s."request_id", s."index", s."target", s."reason", s."detail", r."started_at" FROM "skipped_target_before" s JOIN "request_before" r ON r."id" = s."request_id";
--> statement-breakpoint
INSERT INTO "failover" ("request_id", "index", "at", "route", "primary_target", "fallback_target", "trigger", "error_kind", "primary_ms", "fallback_ms", "latency_delta_ms", "outcome", "request_started_at")
SELECT f."request_id", f."index", f."at", f."route", f."primary_target", f."fallback_target", f."trigger", f."error_kind", f."primary_ms", f."fallback_ms", f."latency_delta_ms", f."outcome", coalesce(r."started_at", f."at") FROM "failover_before" f LEFT JOIN "request_before" r ON r."id" = f."request_id";
--> statement-breakpoint
DROP TABLE "failover_before";
--> statement-breakpoint
DROP TABLE "skipped_target_before";
--> statement-breakpoint
DROP TABLE "attempt_before";
--> statement-breakpoint
DROP TABLE "request_before";
--> statement-breakpoint
CREATE INDEX "failover_at" ON "failover" USING btree ("at","request_id","index");
--> statement-breakpoint
CREATE INDEX "latency_hour_bucket" ON "latency_hour" USING btree ("bucket");
--> statement-breakpoint
CREATE INDEX "latency_minute_bucket" ON "latency_minute" USING btree ("bucket");
--> statement-breakpoint
CREATE INDEX "request_error_kind" ON "request" USING btree ("error_kind","started_at","id") WHERE "request"."error_kind" is not null;
--> statement-breakpoint
CREATE INDEX "request_failed_over" ON "request" USING btree ("started_at","id") WHERE "request"."failovers" > 0;
--> statement-breakpoint
CREATE INDEX "request_key" ON "request" USING btree ("key_name","started_at","id");
--> statement-breakpoint
CREATE INDEX "request_model" ON "request" USING btree ("model","started_at","id");
--> statement-breakpoint
CREATE INDEX "request_provider" ON "request" USING btree ("provider","started_at","id");
--> statement-breakpoint
CREATE INDEX "request_recorded_at" ON "request" USING btree ("recorded_at");
--> statement-breakpoint
CREATE INDEX "request_route" ON "request" USING btree ("route","started_at","id");
--> statement-breakpoint
CREATE INDEX "request_started_at" ON "request" USING btree ("started_at","id");
--> statement-breakpoint
CREATE INDEX "request_status" ON "request" USING btree ("status","started_at","id");
--> statement-breakpoint
CREATE INDEX "request_team" ON "request" USING btree ("team","started_at","id") WHERE "request"."team" is not null;
--> statement-breakpoint
CREATE INDEX "usage_hour_bucket" ON "usage_hour" USING btree ("bucket");
--> statement-breakpoint
CREATE INDEX "usage_minute_bucket" ON "usage_minute" USING btree ("bucket");
