import { z } from 'zod';
import {
  type BudgetRow,
  budgetRowsOf,
  budgetsOf,
  checkedBy,
  isRate,
  noRates,
  type RatesForm,
  ratesFormOf,
  ratesOf,
} from '#app/_ui/limits/limit-form.ts';
import { createTeamInput, type TeamItem } from '#lib/console/teams/schema.ts';

/** The form of a team: the verb's input as texts. */
export interface TeamForm {
  readonly name: string;
  readonly budget: readonly BudgetRow[];
  readonly rates: RatesForm;
}

/** What a new team starts from: no limit. */
export const emptyTeam: TeamForm = { name: '', budget: [], rates: noRates };

/** Fills the form from a team. */
export const teamFormOf = (team: TeamItem): TeamForm => ({
  name: team.name,
  budget: budgetRowsOf(team.budget),
  rates: ratesFormOf(team),
});

/** Checks the form by the verb's own schema. */
export const teamFormSchema = z
  .custom<TeamForm>()
  .transform(({ name, budget, rates }) => ({ name, budget: budgetsOf(budget), ...ratesOf(rates) }))
  .transform(checkedBy(createTeamInput, (path) => (isRate(path[0]) ? ['rates', ...path] : [...path])));

/** The form's field that a path of the API speaks of; null = none. */
export const teamField = (path: string): keyof TeamForm | null => {
  const first = path.split('.')[0];
  if (first === 'name' || first === 'budget') return first;
  return isRate(first) ? 'rates' : null;
};
