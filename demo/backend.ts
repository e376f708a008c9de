/** The stand-in backend as one object: a simulation, its current scenario, and its metrics. */
import { Exposition } from './exposition';
import { seeded } from './random';
import { loadOf, type ScenarioName } from './scenarios';
import { Simulation } from './simulation';

/** Maximum step of the simulation in seconds; a longer pause of the process is not caught up. */
const LONGEST_STEP = 60;

export class Backend {
  private readonly exposition: Exposition;
  private readonly simulation: Simulation;

  /** Starts at `now`. Its counters start at 0, as in any process: other initial values would look like new events. */
  constructor(
    private current: ScenarioName,
    seed: number,
    now: Date,
  ) {
    this.exposition = new Exposition(now);
    this.simulation = new Simulation(this.exposition, seeded(seed), loadOf(current));
  }

  /** Simulates `seconds`, ending at `now`. */
  advance(seconds: number, now: Date): void {
    this.simulation.tick(Math.min(seconds, LONGEST_STEP), loadOf(this.current), now);
  }

  get scenario(): ScenarioName {
    return this.current;
  }

  /** Switches to another scenario; gauges change at once. */
  enter(scenario: ScenarioName, now: Date): void {
    this.current = scenario;
    this.advance(0, now);
  }

  /** The exposition as text; undefined while the metrics endpoint fails in this scenario. */
  async metrics(): Promise<string | undefined> {
    return loadOf(this.current).scrapable ? this.exposition.registry.metrics() : undefined;
  }

  get contentType(): string {
    return this.exposition.registry.contentType;
  }

  /** The samples as objects, for calculations. */
  samples() {
    return this.exposition.registry.getMetricsAsJSON();
  }
}
