/** The stand-in backend as one object: a simulation, the scenario it is in, and its metrics. */
import { Exposition } from './exposition';
import { seeded } from './random';
import { loadOf, type ScenarioName } from './scenarios';
import { Simulation } from './simulation';

/** Longest step of the simulation in seconds; a longer pause of the process is not made up for. */
const LONGEST_STEP = 60;

export class Backend {
  private readonly exposition: Exposition;
  private readonly simulation: Simulation;

  /** Started at `now`. Its counters begin at 0, as those of any process: what they begin with would read as new events. */
  constructor(
    private current: ScenarioName,
    seed: number,
    now: Date,
  ) {
    this.exposition = new Exposition(now);
    this.simulation = new Simulation(this.exposition, seeded(seed), loadOf(current));
  }

  /** Lets `seconds` pass, ending at `now`. */
  advance(seconds: number, now: Date): void {
    this.simulation.tick(Math.min(seconds, LONGEST_STEP), loadOf(this.current), now);
  }

  get scenario(): ScenarioName {
    return this.current;
  }

  /** Switches to another scenario; gauges show it at once. */
  enter(scenario: ScenarioName, now: Date): void {
    this.current = scenario;
    this.advance(0, now);
  }

  /** The exposition as text, or undefined while the scenario lets the metrics endpoint fail. */
  async metrics(): Promise<string | undefined> {
    return loadOf(this.current).scrapable ? this.exposition.registry.metrics() : undefined;
  }

  get contentType(): string {
    return this.exposition.registry.contentType;
  }

  /** The samples as objects, for who wants to calculate with them. */
  samples() {
    return this.exposition.registry.getMetricsAsJSON();
  }
}
