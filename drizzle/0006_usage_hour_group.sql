CREATE TABLE "usage_hour_group" (
	"grouping" text NOT NULL,
	"bucket" timestamp (3) with time zone NOT NULL,
	"name" text,
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
CREATE INDEX "usage_hour_group_bucket" ON "usage_hour_group" USING btree ("grouping","bucket");--> statement-breakpoint
INSERT INTO "usage_hour_group" ("grouping", "bucket", "name", "requests", "ok", "errors", "partial", "canceled", "rescued", "failovers", "estimated", "unpriced", "input_tokens", "output_tokens", "cached_input_tokens", "cache_write_tokens", "reasoning_tokens", "cost_nano_usd")
SELECT CASE
    WHEN grouping("route") = 0 THEN 'route' WHEN grouping("provider") = 0 THEN 'provider' WHEN grouping("model") = 0 THEN 'model'
    WHEN grouping("key_name") = 0 THEN 'key_name' WHEN grouping("team") = 0 THEN 'team' ELSE 'all'
  END,
  "bucket", coalesce("route", "provider", "model", "key_name", "team"), sum("requests"), sum("ok"), sum("errors"), sum("partial"), sum("canceled"), sum("rescued"), sum("failovers"), sum("estimated"), sum("unpriced"), sum("input_tokens"), sum("output_tokens"), sum("cached_input_tokens"), sum("cache_write_tokens"), sum("reasoning_tokens"), sum("cost_nano_usd")
FROM "usage_hour"
GROUP BY GROUPING SETS (("bucket"), ("bucket", "route"), ("bucket", "provider"), ("bucket", "model"), ("bucket", "key_name"), ("bucket", "team"));
--> statement-breakpoint
INSERT INTO "latency_hour" ("bucket", "metric", "bins", "counts")
SELECT "bucket", 'duration_of_all', array_agg(bin ORDER BY bin), array_agg(n ORDER BY bin) FROM (
  SELECT "bucket", b.bin, sum(b.n)::int AS n FROM "latency_hour" CROSS JOIN LATERAL unnest("bins", "counts") b(bin, n)
  WHERE "metric" = 'duration' GROUP BY 1, 2
) merged GROUP BY 1;
