/**
 * The constants of "Reading a trajectory" (design, convergence). Rounds, points and pairs are counts;
 * scores, V, ratios and correlations have no unit. `_above` and `_below` are exclusive bounds.
 */
export interface TrajectoryParameters {
  /** Latest evaluations that are looked at. */
  readonly window_points: number;
  /** A change of score within ± this is none. */
  readonly score_noise: number;
  /** β: points that a monotonic trajectory has at least. */
  readonly monotonic_points: number;
  /** τ: rounds of a plateau, and confirmations of an unchanged graph at most. */
  readonly plateau_rounds: number;
  /** Gate C: the least quality. */
  readonly quality_min: number;
  readonly rate: {
    /** Latest pairs that α averages. */
    readonly pairs: number;
    /** Least ratio of two V, so that its logarithm is finite. */
    readonly ratio_min: number;
    /** A pair whose earlier V is not above this is skipped. */
    readonly v_above: number;
  };
  readonly eta: {
    /** V at which a case counts as settled. */
    readonly v_settled: number;
    /** A slower rate gives no estimate. */
    readonly rate_above: number;
    /** A longer estimate is none. */
    readonly rounds_max: number;
  };
  readonly progress: {
    /** Least distance to the score of RESOLVED, so that the last steps do not divide by zero. */
    readonly gap_min: number;
    /** Weight of the newest step in the moving average. */
    readonly smoothing: number;
    /** Average progress below this is none. */
    readonly none_below: number;
  };
  readonly oscillation: {
    /** Latest scores that oscillation and quality look at. */
    readonly window_points: number;
    readonly changes_min: number;
    /** Lag-1 correlation below this oscillates. */
    readonly lag1_below: number;
    readonly lag1_points_min: number;
    /** Σ(x − mean)² of either half below this leaves the correlation undefined. */
    readonly squares_min: number;
  };
  readonly quality: {
    /** Fewer points have the quality 1. */
    readonly points_min: number;
    readonly change_cost: number;
    readonly changes_max: number;
    /** Most that an anticorrelated trajectory has. */
    readonly oscillating_max: number;
    /** A latest score that is more than this below the window's maximum has fallen. */
    readonly fall: number;
    /** Most that a fallen trajectory has. */
    readonly fallen_max: number;
  };
}

/** The published constants. */
export const TRAJECTORY_DEFAULTS: TrajectoryParameters = {
  window_points: 20,
  score_noise: 0.001,
  monotonic_points: 3,
  plateau_rounds: 3,
  quality_min: 0.7,
  rate: { pairs: 5, ratio_min: 1e-10, v_above: 1e-10 },
  eta: { v_settled: 0.005, rate_above: 0.001, rounds_max: 1000 },
  progress: { gap_min: 0.001, smoothing: 0.3, none_below: 0.01 },
  oscillation: {
    window_points: 10,
    changes_min: 2,
    lag1_below: -0.3,
    lag1_points_min: 4,
    squares_min: 1e-12,
  },
  quality: {
    points_min: 3,
    change_cost: 0.12,
    changes_max: 5,
    oscillating_max: 0.65,
    fall: 0.05,
    fallen_max: 0.85,
  },
};
