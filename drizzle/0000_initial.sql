CREATE TABLE "attempt" (
	"request_id" text NOT NULL,
	"index" integer NOT NULL,
	"started_at" timestamp (3) with time zone NOT NULL,
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
	CONSTRAINT "attempt_request_id_index_pk" PRIMARY KEY("request_id","index")
);
--> statement-breakpoint
CREATE TABLE "audit_event" (
	"id" text PRIMARY KEY NOT NULL,
	"at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"actor_kind" text NOT NULL,
	"actor_id" text,
	"actor_name" text NOT NULL,
	"action" text NOT NULL,
	"subject_id" text,
	"subject_name" text,
	"detail" jsonb NOT NULL
);
--> statement-breakpoint
CREATE TABLE "circuit_state" (
	"instance_id" text NOT NULL,
	"target" text NOT NULL,
	"state" text NOT NULL,
	"since" timestamp (3) with time zone NOT NULL,
	"reason" text,
	"next_probe_at" timestamp (3) with time zone,
	CONSTRAINT "circuit_state_instance_id_target_pk" PRIMARY KEY("instance_id","target")
);
--> statement-breakpoint
CREATE TABLE "config_version" (
	"version" integer PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "config_version_version_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 2147483647 START WITH 1 CACHE 1),
	"hash" text NOT NULL,
	"document" jsonb NOT NULL,
	"origin" text NOT NULL,
	"summary" text NOT NULL,
	"actor" text NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "credential" (
	"id" text PRIMARY KEY NOT NULL,
	"provider_id" text NOT NULL,
	"name" text NOT NULL,
	"sealed_secret" text NOT NULL,
	"hint" text NOT NULL,
	"weight" integer DEFAULT 1 NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"rotated_at" timestamp (3) with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "failover" (
	"request_id" text NOT NULL,
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
	CONSTRAINT "failover_request_id_index_pk" PRIMARY KEY("request_id","index")
);
--> statement-breakpoint
CREATE TABLE "gateway_instance" (
	"id" text PRIMARY KEY NOT NULL,
	"started_at" timestamp (3) with time zone NOT NULL,
	"heartbeat_at" timestamp (3) with time zone NOT NULL,
	"config_version" integer,
	"record_queue_depth" integer DEFAULT 0 NOT NULL,
	"records_dropped" integer DEFAULT 0 NOT NULL
);
--> statement-breakpoint
CREATE TABLE "model_override" (
	"provider_name" text NOT NULL,
	"model" text NOT NULL,
	"settings" jsonb NOT NULL,
	CONSTRAINT "model_override_provider_name_model_pk" PRIMARY KEY("provider_name","model")
);
--> statement-breakpoint
CREATE TABLE "organisation" (
	"id" integer PRIMARY KEY NOT NULL,
	"name" text NOT NULL,
	"time_zone" text NOT NULL,
	"sealed_key_pepper" text NOT NULL,
	"setup_token_hash" text,
	"applied_file_hash" text,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "provider" (
	"id" text PRIMARY KEY NOT NULL,
	"name" text NOT NULL,
	"adapter" text NOT NULL,
	"base_url" text,
	"allow_private_network" boolean DEFAULT false NOT NULL,
	"simulated" boolean DEFAULT false NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "provider_name_unique" UNIQUE("name")
);
--> statement-breakpoint
CREATE TABLE "request" (
	"id" text PRIMARY KEY NOT NULL,
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
	"config_version" integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE "route" (
	"id" text PRIMARY KEY NOT NULL,
	"name" text NOT NULL,
	"settings" jsonb NOT NULL,
	"simulated" boolean DEFAULT false NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "route_name_unique" UNIQUE("name")
);
--> statement-breakpoint
CREATE TABLE "skipped_target" (
	"request_id" text NOT NULL,
	"index" integer NOT NULL,
	"target" text NOT NULL,
	"reason" text NOT NULL,
	"detail" text,
	CONSTRAINT "skipped_target_request_id_index_pk" PRIMARY KEY("request_id","index")
);
--> statement-breakpoint
CREATE TABLE "team" (
	"id" text PRIMARY KEY NOT NULL,
	"name" text NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "team_name_unique" UNIQUE("name")
);
--> statement-breakpoint
CREATE TABLE "user" (
	"id" text PRIMARY KEY NOT NULL,
	"email" text NOT NULL,
	"name" text NOT NULL,
	"password_hash" text NOT NULL,
	"role" text NOT NULL,
	"disabled_at" timestamp (3) with time zone,
	"last_sign_in_at" timestamp (3) with time zone,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "user_email_unique" UNIQUE("email")
);
--> statement-breakpoint
CREATE TABLE "virtual_key" (
	"id" text PRIMARY KEY NOT NULL,
	"name" text NOT NULL,
	"secret_hash" text NOT NULL,
	"hint" text NOT NULL,
	"team_id" text,
	"models" jsonb,
	"tags" jsonb NOT NULL,
	"origin" text NOT NULL,
	"expires_at" timestamp (3) with time zone,
	"revoked_at" timestamp (3) with time zone,
	"last_used_at" timestamp (3) with time zone,
	"created_by" text,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "virtual_key_name_unique" UNIQUE("name"),
	CONSTRAINT "virtual_key_secret_hash_unique" UNIQUE("secret_hash")
);
--> statement-breakpoint
ALTER TABLE "circuit_state" ADD CONSTRAINT "circuit_state_instance_id_gateway_instance_id_fk" FOREIGN KEY ("instance_id") REFERENCES "public"."gateway_instance"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "credential" ADD CONSTRAINT "credential_provider_id_provider_id_fk" FOREIGN KEY ("provider_id") REFERENCES "public"."provider"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "virtual_key" ADD CONSTRAINT "virtual_key_team_id_team_id_fk" FOREIGN KEY ("team_id") REFERENCES "public"."team"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "audit_event_at" ON "audit_event" USING btree ("at");--> statement-breakpoint
CREATE UNIQUE INDEX "credential_provider_name" ON "credential" USING btree ("provider_id","name");--> statement-breakpoint
CREATE INDEX "failover_at" ON "failover" USING btree ("at","request_id","index");--> statement-breakpoint
CREATE INDEX "request_started_at" ON "request" USING btree ("started_at","id");--> statement-breakpoint
CREATE INDEX "request_route" ON "request" USING btree ("route","started_at","id");--> statement-breakpoint
CREATE INDEX "request_model" ON "request" USING btree ("model","started_at","id");--> statement-breakpoint
CREATE INDEX "request_key" ON "request" USING btree ("key_name","started_at","id");--> statement-breakpoint
CREATE INDEX "request_team" ON "request" USING btree ("team","started_at","id") WHERE "request"."team" is not null;--> statement-breakpoint
CREATE INDEX "request_not_ok" ON "request" USING btree ("started_at","id") WHERE "request"."status" <> 'ok';