ALTER TABLE "budget_lease" ADD COLUMN "booked_serial" bigint DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "budget_lease" ADD COLUMN "call_number" bigint DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "budget_lease" ADD COLUMN "recalled" boolean DEFAULT false NOT NULL;--> statement-breakpoint
CREATE INDEX "budget_lease_recalled" ON "budget_lease" USING btree ("instance_id") WHERE "budget_lease"."recalled";--> statement-breakpoint
-- Written by hand: drizzle-kit knows no functions. See db/stores/budget-leases.ts for what it is asked and why it is one.
CREATE FUNCTION renew_budget_leases(asking text, call bigint, lasts interval, requests json)
RETURNS TABLE ("position" integer, leased_nano_usd bigint, spent_nano_usd bigint)
LANGUAGE plpgsql AS $$
#variable_conflict use_column
DECLARE
  request record;
  own record;
  spent numeric;
  booked numeric;
  others numeric;
  held numeric;
  free numeric;
  base numeric;
  fits boolean;
  leased numeric;
BEGIN
  -- Everybody locks in this order, so that nobody waits for each other in a circle.
  FOR request IN
    SELECT * FROM json_to_recordset(requests) AS asked (
      "position" integer, budget_id text, period_start timestamptz(3), limit_nano_usd bigint,
      serial bigint, spent_nano_usd bigint, needed_nano_usd bigint, next_nano_usd bigint, ahead boolean)
    ORDER BY budget_id, period_start
  LOOP
    LOOP
      SELECT account.spent_nano_usd INTO spent FROM budget_account account
        WHERE account.budget_id = request.budget_id AND account.period_start = request.period_start FOR UPDATE;
      EXIT WHEN FOUND;
      INSERT INTO budget_account (budget_id, period_start, spent_nano_usd)
        VALUES (request.budget_id, request.period_start, 0) ON CONFLICT DO NOTHING;
    END LOOP;

    -- The account is locked: from here on nobody else touches its leases.
    SELECT lease.amount_nano_usd, lease.booked_serial, lease.call_number, lease.expires_at > now() AS in_force INTO own
      FROM budget_lease lease
      WHERE lease.budget_id = request.budget_id AND lease.period_start = request.period_start
        AND lease.instance_id = asking;
    -- One that was held up on its way, and given up by whoever sent it, must not undo what a later one did.
    CONTINUE WHEN own.call_number > call;
    SELECT coalesce(sum(lease.amount_nano_usd), 0) INTO others
      FROM budget_lease lease
      WHERE lease.budget_id = request.budget_id AND lease.period_start = request.period_start
        AND lease.instance_id <> asking AND lease.expires_at > now();

    -- What was booked under a serial is not booked again. The largest sum that a column holds is where it stays.
    booked := CASE WHEN request.serial > coalesce(own.booked_serial, 0)
      THEN least(request.spent_nano_usd, 9223372036854775807 - spent) ELSE 0 END;
    spent := spent + booked;
    held := CASE WHEN own.in_force THEN greatest(own.amount_nano_usd - booked, 0) ELSE 0 END;
    free := greatest(request.limit_nano_usd - spent - others, 0);
    base := request.needed_nano_usd::numeric + request.next_nano_usd;
    fits := base <= free;
    IF NOT fits THEN base := request.needed_nano_usd; END IF;
    leased := base;
    IF request.ahead THEN
      leased := greatest(held, base + CASE WHEN fits THEN div(free - base, 10) ELSE 0 END);
    END IF;
    leased := least(leased, free);

    IF booked <> 0 THEN
      UPDATE budget_account account SET spent_nano_usd = spent, updated_at = now()
        WHERE account.budget_id = request.budget_id AND account.period_start = request.period_start;
    END IF;
    INSERT INTO budget_lease AS lease
      (budget_id, period_start, instance_id, amount_nano_usd, expires_at, booked_serial, call_number)
      VALUES (request.budget_id, request.period_start, asking, leased, now() + lasts, request.serial, call)
      ON CONFLICT (budget_id, period_start, instance_id) DO UPDATE SET
        amount_nano_usd = excluded.amount_nano_usd, expires_at = excluded.expires_at,
        booked_serial = greatest(lease.booked_serial, excluded.booked_serial), call_number = excluded.call_number,
        recalled = lease.recalled AND request.ahead;
    IF NOT fits AND others > 0 THEN
      UPDATE budget_lease lease SET recalled = true
        WHERE lease.budget_id = request.budget_id AND lease.period_start = request.period_start
          AND lease.instance_id <> asking AND lease.expires_at > now()
          AND lease.amount_nano_usd > 0 AND NOT lease.recalled;
    END IF;

    "position" := request."position";
    leased_nano_usd := leased;
    spent_nano_usd := spent;
    RETURN NEXT;
  END LOOP;
END $$;
