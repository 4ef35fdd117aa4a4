namespace VideoPipeline.Submissions;

/// <summary>
/// The pace of one provider: <c>pace/{provider}.json</c>. Pure. A 429 halves the rate (once for a burst of them), time adds to it, and beyond a
/// ceiling there is no limit any more. Turns are given out one after the other, so that a crowd does not come back at once.
/// </summary>
/// <param name="PerSecond">Submits per second at <paramref name="Since"/>; 0 is no limit.</param>
/// <param name="NotBefore">What the provider asked to wait for.</param>
/// <param name="NextTurn">The first turn that nobody has.</param>
/// <param name="Turns">Who has been given which turn and has not come yet.</param>
public sealed record PaceState(
    double PerSecond,
    DateTimeOffset Since,
    DateTimeOffset NotBefore,
    DateTimeOffset NextTurn,
    IReadOnlyDictionary<string, DateTimeOffset> Turns)
{
    /// <summary>Where nothing has been observed.</summary>
    public const double FirstGuess = 4;

    public const double Slowest = 0.1;
    public const double Ceiling = 50;

    /// <summary>Submits per second that each second without a 429 adds.</summary>
    public const double Increase = 0.1;

    // A turn whose owner does not come (cancelled, died) is given up.
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(2);

    // The 429s of one burst come together and count once.
    private static readonly TimeSpan s_burst = TimeSpan.FromSeconds(2);

    public static PaceState Unlimited { get; } = new(0, default, default, default, new Dictionary<string, DateTimeOffset>());

    public int Schema { get; init; } = 1;

    public bool IsLimited(DateTimeOffset now) => PerSecond > 0 && (now < NotBefore || Rate(now) < Ceiling);

    /// <summary>Submits per second at an instant.</summary>
    public double Rate(DateTimeOffset now) => PerSecond + (Increase * Math.Max(0, (now - Later(Since, NotBefore)).TotalSeconds));

    /// <param name="observedPerSecond">What the caller has been sending; a first guess when there was no limit.</param>
    public PaceState SlowDown(DateTimeOffset now, TimeSpan? retryAfter, double observedPerSecond)
    {
        var notBefore = Later(NotBefore, now + (retryAfter ?? TimeSpan.FromSeconds(1)));
        if (PerSecond > 0 && now < Later(Since, NotBefore) + s_burst)
        {
            return this with { NotBefore = notBefore, NextTurn = Later(NextTurn, notBefore) };
        }

        var rate = IsLimited(now) ? Rate(now) : observedPerSecond > 0 ? observedPerSecond : FirstGuess;
        return this with
        {
            PerSecond = Math.Clamp(rate / 2, Slowest, Ceiling),
            Since = now,
            NotBefore = notBefore,
            NextTurn = Later(NextTurn, notBefore),
        };
    }

    /// <summary>The state with the turn in it (null: nothing changes), and when to come; null is now.</summary>
    public (PaceState? After, DateTimeOffset? Turn) Take(string key, DateTimeOffset now, TimeSpan moment)
    {
        if (!IsLimited(now))
        {
            return (null, null);
        }

        if (Turns.TryGetValue(key, out var given))
        {
            // Turns that were given before the provider said "wait" are not good any more, but their order is.
            var due = Later(given, NotBefore);
            return due > now + moment ? (null, due) : (this with { Turns = Without(key, now) }, null);
        }

        var turn = Later(Later(NextTurn, NotBefore), now);
        var next = turn + TimeSpan.FromSeconds(1 / Rate(now));
        if (turn <= now + moment)
        {
            return (this with { NextTurn = next, Turns = Without(key, now) }, null);
        }

        return (this with { NextTurn = next, Turns = new Dictionary<string, DateTimeOffset>(Without(key, now)) { [key] = turn } }, turn);
    }

    private Dictionary<string, DateTimeOffset> Without(string key, DateTimeOffset now) =>
        Turns.Where(turn => turn.Key != key && Later(turn.Value, NotBefore) + s_patience > now).ToDictionary();

    private static DateTimeOffset Later(DateTimeOffset a, DateTimeOffset b) => a > b ? a : b;
}
