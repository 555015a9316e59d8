import { ArgumentError, isEvaluated, type Parameter, scalar, type Tensor } from "@chainrule/autograd";
import {
  assignTogether,
  guardMethods,
  noteWholeState,
  spendGradient,
  valueNow,
  wasSpentBeside,
} from "@chainrule/autograd/gears";
import { applyRule } from "./apply-rule.ts";
import { gradientsArgument, gradientsOfLoss, parametersArgument } from "./argument.ts";
import { type Hyperparameter, hyperparametersOf } from "./hyperparameter.ts";
import { makesSteps, type Rule, type RuleContext, type RuleState } from "./rule.ts";
import {
  changeArgument,
  countArgument,
  nextStateArgument,
  requireInitialized,
  resultArgument,
  ruleArgument,
  savedArgument,
  savedLike,
} from "./rule-argument.ts";
import { StateCells, type StateLeaf } from "./rule-state.ts";
import { StepCount } from "./step-count.ts";

/** The frame of every optimiser: what is the same whatever the rule. */
export class RuleOptimizer {
  declare readonly parameters: readonly Parameter[];
  readonly #op: string;
  readonly #rule: Rule<string>;
  readonly #hyperparameters: readonly Hyperparameter[];
  readonly #count: StepCount;
  /** What the rule keeps of each parameter. */
  readonly #cells: ReadonlyMap<Parameter, StateCells>;
  /** The same, in the order of the parameters. */
  readonly #all: readonly StateCells[];
  readonly #trees: readonly RuleState[];
  readonly #context: RuleContext<string>;
  /** Parameters of whose gradients the rule makes no steps. */
  readonly #still: ReadonlySet<Parameter>;
  /** The parameters that the present step changes. */
  #moving: readonly Parameter[] = [];
  /** The gradients of the last step, if they were not computed on their own. */
  #last: readonly Tensor[] = [];
  /** Whether somebody read gradients that a step had used. */
  #looked = false;

  static {
    guardMethods(RuleOptimizer.prototype, "an optimiser", "optimiser", (value) => #rule in value);
  }

  constructor(parameters: unknown, rule: unknown, hyperparameters: unknown) {
    this.#rule = ruleArgument("optimizer", rule);
    this.#op = this.#rule.name ?? "optimizer";
    // What the rule keeps belongs to them, one by one: others cannot be put in their place.
    Object.defineProperty(this, "parameters", {
      value: Object.freeze(parametersArgument(this.#op, parameters)),
      enumerable: true,
    });
    this.#hyperparameters = hyperparametersOf(this.#op, this.#rule.hyperparameters, hyperparameters);
    this.#count = new StepCount(this.#op);
    this.#all = this.parameters.map((parameter) => new StateCells(this.#op, this.#rule.init(parameter)));
    this.#cells = new Map(this.parameters.map((parameter, k) => [parameter, this.#all[k] as StateCells]));
    this.#trees = this.#all.map(({ tree }) => tree);
    this.#requireDistinctNames();
    this.#still = new Set(
      this.parameters.filter((parameter, k) => !makesSteps(this.#rule, parameter, this.#trees[k])),
    );
    if (this.#still.size === this.parameters.length) {
      throw new ArgumentError(
        this.#op,
        "the rule must make steps of some parameter's gradient, got one that leaves them all as they are. Chain it with one that " +
          "makes steps, such as gradientDescentRule.",
      );
    }
    this.#context = this.#makeContext();
    for (const hyperparameter of this.#hyperparameters) this.#expose(hyperparameter);
    noteWholeState(this);
    // So that a misspelt hyperparameter cannot be set, and that Vue makes no Proxy, which would have no private fields.
    Object.preventExtensions(this);
  }

  step(gradients?: unknown): void {
    if (gradients === undefined) this.#stepBackward();
    else this.#advance(this.parameters, gradientsArgument(`${this.#op}.step`, gradients, this.parameters));
  }

  minimize(loss: unknown, options?: unknown): void {
    const found = gradientsOfLoss(`${this.#op}.minimize`, loss, this.parameters, options);
    this.#advance(found.parameters, found.gradients);
  }

  zeroGrad(): void {
    for (const parameter of this.parameters) parameter.grad = null;
  }

  state(): Record<string, Tensor> {
    const numbers = this.#hyperparameters.flatMap((hyperparameter) => {
      if (hyperparameter.isSchedule) return [];
      return [[hyperparameter.name, scalar(hyperparameter.numberAt(() => 0))] as const];
    });
    const cells = this.#namedCells().map(([name, cell]) => [name, valueNow(cell)] as const);
    return Object.fromEntries([["step", scalar(this.#count.total)], ...numbers, ...cells]);
  }

  toString(): string {
    const { length } = this.parameters;
    const steps = this.#count.total;
    const settings = this.#hyperparameters.map((hyperparameter) =>
      hyperparameter.isSchedule
        ? `${hyperparameter.name} by a schedule`
        : `${hyperparameter.name} ${hyperparameter.numberAt(() => 0)}`,
    );
    const what = `${this.#op} of ${length} ${length === 1 ? "parameter" : "parameters"}`;
    return `${what} after ${steps} ${steps === 1 ? "step" : "steps"}${settings.length > 0 ? `: ${settings.join(", ")}` : ""}`;
  }

  load(state: unknown): void {
    const op = `${this.#op}.load`;
    const saved = new Map(savedArgument(op, state));
    const take = (name: string, like: Tensor): Tensor => {
      const value = saved.get(name);
      if (value === undefined)
        throw new ArgumentError(op, `state must have ${JSON.stringify(name)}, got none.`);
      saved.delete(name);
      return savedLike(op, `state[${JSON.stringify(name)}]`, value, like);
    };
    const steps = countArgument(op, take("step", scalar(0)).item());
    const numbers = this.#hyperparameters.flatMap((hyperparameter) => {
      if (hyperparameter.isSchedule) return [];
      return [
        { hyperparameter, number: hyperparameter.checked(op, take(hyperparameter.name, scalar(0)).item()) },
      ];
    });
    const values = this.#namedCells().map(([name, cell]) => ({ cell, value: take(name, cell) }));
    for (const name of saved.keys()) {
      const remedy = this.#hyperparameters.some((hyperparameter) => hyperparameter.name === name)
        ? ", which is a schedule here. Set it after load()."
        : ".";
      throw new ArgumentError(op, `state must not have ${JSON.stringify(name)}${remedy}`);
    }
    assignTogether(
      values.map(({ cell }) => cell),
      values.map(({ value }) => value),
    );
    this.#count.total = steps;
    for (const { hyperparameter, number } of numbers) hyperparameter.set(number);
  }

  /** Saved state has a name for each number and tensor. */
  #requireDistinctNames(): void {
    const names = new Set(["step"]);
    const isTwice = (name: string): boolean => names.size === names.add(name).size;
    const all = [
      ...this.#hyperparameters.map(({ name }) => name),
      ...this.#namedCells().map(([name]) => name),
    ];
    const twice = all.find(isTwice);
    if (twice === undefined) return;
    throw new ArgumentError(
      this.#op,
      `state() must have one entry of each name, got two of ${JSON.stringify(twice)}. Rename a hyperparameter, a group, or what the ` +
        "rule keeps.",
    );
  }

  /** What the rule keeps, by name. */
  #namedCells(): (readonly [string, Parameter])[] {
    return this.parameters.flatMap((parameter, k) =>
      (this.#cells.get(parameter) as StateCells).leaves.map(({ path, cell }) => {
        return [[k, ...path].join("."), cell] as const;
      }),
    );
  }

  #stepBackward(): void {
    let parameters: Parameter[] = [];
    let gradients: Tensor[] = [];
    for (const parameter of this.parameters) {
      const gradient = parameter.pendingGradient;
      if (gradient === null) continue;
      parameters.push(parameter);
      gradients.push(gradient);
    }
    if (parameters.length === 0) {
      throw new ArgumentError(
        `${this.#op}.step`,
        "no parameter has a gradient that has not been used yet. Call loss.backward() first, or pass " +
          "gradients(loss, parameters).",
      );
    }
    if (parameters.length < this.parameters.length) {
      // What another optimiser has used of the same backward() is used here as well: each uses all of it once.
      const pending = new Set(parameters);
      const others = parameters;
      parameters = this.parameters.filter((parameter) => {
        return pending.has(parameter) || others.some((other) => wasSpentBeside(parameter, other));
      });
      gradients = parameters.map(({ grad }) => grad as Tensor);
    }
    this.#advance(parameters.length === this.parameters.length ? this.parameters : parameters, gradients);
    for (const parameter of parameters) spendGradient(parameter);
  }

  #advance(parameters: readonly Parameter[], gradients: readonly Tensor[]): void {
    const op = `${this.#op}.step`;
    const states =
      parameters === this.parameters
        ? this.#all
        : parameters.map((parameter) => this.#cells.get(parameter) as StateCells);
    this.#count.begin(parameters === this.parameters);
    this.#moving = parameters;
    // A list of the rule's own.
    const trees = states === this.#all ? [...this.#trees] : states.map(({ tree }) => tree);
    const result = applyRule(this.#rule, gradients, trees, this.#context);
    const [changes, next] = resultArgument(op, result, parameters.length);
    const cells: Parameter[] = [];
    const values: Tensor[] = [];
    for (let k = 0; k < parameters.length; k++) {
      const parameter = parameters[k] as Parameter;
      const change = changeArgument(op, changes, k, parameter);
      if (!this.#still.has(parameter)) {
        cells.push(parameter);
        values.push(parameter.add(change));
      }
      const { leaves, tree } = states[k] as StateCells;
      requireInitialized(op, k, tree, next[k]);
      for (let i = 0; i < leaves.length; i++) {
        const leaf = leaves[i] as StateLeaf;
        cells.push(leaf.cell);
        values.push(nextStateArgument(op, next, k, leaf));
      }
    }
    this.#count.enlist(cells, values);
    // Gradients that nobody looks at need not leave the run; once somebody did after a step, they are computed on the way.
    this.#looked ||= this.#last.some(isEvaluated);
    // At once, so that nothing is updated from another's new value: a rule may keep a parameter, or what it kept before.
    assignTogether(cells, values, this.#looked ? gradients : []);
    this.#last = this.#looked ? [] : gradients;
    this.#count.end();
  }

  /** What the rule is given. Made once and read anew in each step, since to make it takes longer than all the rest. */
  #makeContext(): RuleContext<string> {
    const context = {};
    const add = (name: string, get: () => unknown): void => {
      Object.defineProperty(context, name, { get, enumerable: true });
    };
    add("parameters", () => this.#moving);
    add("step", () => this.#count.read());
    for (const hyperparameter of this.#hyperparameters) {
      add(hyperparameter.name, () => hyperparameter.at(this.#count));
    }
    return context as RuleContext<string>;
  }

  /** Makes a property of a hyperparameter. */
  #expose(hyperparameter: Hyperparameter): void {
    Object.defineProperty(this, hyperparameter.name, {
      get: () => hyperparameter.numberAt(() => this.#count.total + 1),
      set: (value: unknown) => {
        const isSchedule = typeof value === "function" || hyperparameter.isSchedule;
        const setting = hyperparameter.settingArgument(value);
        if (isSchedule) this.#count.renew();
        hyperparameter.set(setting);
      },
      enumerable: true,
    });
  }
}
