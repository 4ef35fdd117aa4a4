namespace VideoPipeline.Submissions;

/// <summary>
/// The pace of one provider: <c>pace/{provider}.json</c>. Pure. A 429 takes the rate down to seven tenths (once for a burst of them),
/// time adds to it, and beyond a ceiling there is no limit any more. Whoever has to wait holds a ticket, not a time: when its turn comes due
/// follows from the rate as it is then, so that recovery helps those who already wait and a new 429 holds all of them back in their order.
/// </summary>
/// <param name="PerSecond">Submits per second at the later of <paramref name="Since"/> and <paramref name="NotBefore"/>; 0 is no limit.</param>
/// <param name="NotBefore">What the provider asked to wait for.</param>
/// <param name="Served">Turns that had come due by then.</param>
/// <param name="LastTicket">The highest that was given out.</param>
/// <param name="Tickets">Who waits for which turn.</param>
public sealed record PaceState(
    double PerSecond,
    DateTimeOffset Since,
    DateTimeOffset NotBefore,
    double Served,
    double LastTicket,
    IReadOnlyDictionary<string, double> Tickets)
{
    /// <summary>Where nothing has been observed. One process sees but its own part, so it is the least that a 429 is measured against.</summary>
    public const double FirstGuess = 4;

    public const double Slowest = 0.1;
    public const double Ceiling = 50;

    /// <summary>Submits per second that each second without a 429 adds.</summary>
    public const double Increase = 0.05;

    /// <summary>What a 429 leaves of the rate.</summary>
    public const double Decrease = 0.7;

    // A ticket whose owner does not come (cancelled, died) is given up.
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(2);

    // The 429s of one burst come together and count once.
    private static readonly TimeSpan s_burst = TimeSpan.FromSeconds(2);

    public static PaceState Unlimited { get; } = new(0, default, default, 0, 0, new Dictionary<string, double>());

    public int Schema { get; init; } = 1;

    private DateTimeOffset From => Later(Since, NotBefore);

    public bool IsLimited(DateTimeOffset now) => PerSecond > 0 && (now < NotBefore || Rate(now) < Ceiling);

    /// <summary>Submits per second at an instant.</summary>
    public double Rate(DateTimeOffset now) => PerSecond + (Increase * Passed(now));

    /// <param name="observedPerSecond">What the caller has been sending; counts when there was no limit and it is above the first guess.</param>
    public PaceState SlowDown(DateTimeOffset now, TimeSpan? retryAfter, double observedPerSecond)
    {
        var notBefore = Later(NotBefore, now + (retryAfter ?? TimeSpan.FromSeconds(1)));
        var inBurst = PerSecond > 0 && now < From + s_burst;
        if (!inBurst && !IsLimited(now))
        {
            // A first 429: nobody waits yet.
            return Unlimited with { PerSecond = Slower(Math.Max(observedPerSecond, FirstGuess)), Since = now, NotBefore = notBefore };
        }

        return this with { PerSecond = inBurst ? Rate(now) : Slower(Rate(now)), Served = ServedAt(now), Since = now, NotBefore = notBefore };
    }

    /// <summary>The state with the turn taken or the ticket in it (null: nothing changes), and when to come; null is now.</summary>
    public (PaceState? After, DateTimeOffset? Turn) Take(string key, DateTimeOffset now, TimeSpan moment)
    {
        if (!IsLimited(now))
        {
            return (null, null);
        }

        var holds = Tickets.TryGetValue(key, out var held);
        var ticket = holds ? held : Math.Max(LastTicket + 1, ServedAt(now));
        var due = Due(ticket);
        if (due > now + moment)
        {
            return (holds ? null : this with { LastTicket = ticket, Tickets = new Dictionary<string, double>(Without(key, now)) { [key] = ticket } }, due);
        }

        return (this with { LastTicket = Math.Max(LastTicket, ticket), Tickets = Without(key, now) }, null);
    }

    // The rate grows steadily, so the turns that have come due are the area under it.
    private double ServedAt(DateTimeOffset now) => Served + (PerSecond * Passed(now)) + (Increase * Passed(now) * Passed(now) / 2);

    private DateTimeOffset Due(double ticket) => From + TimeSpan.FromSeconds(
        ticket <= Served ? 0 : (Math.Sqrt((PerSecond * PerSecond) + (2 * Increase * (ticket - Served))) - PerSecond) / Increase);

    private static double Slower(double rate) => Math.Clamp(rate * Decrease, Slowest, Ceiling);

    private double Passed(DateTimeOffset now) => Math.Max(0, (now - From).TotalSeconds);

    private Dictionary<string, double> Without(string key, DateTimeOffset now) =>
        Tickets.Where(ticket => ticket.Key != key && Due(ticket.Value) + s_patience > now).ToDictionary();

    private static DateTimeOffset Later(DateTimeOffset a, DateTimeOffset b) => a > b ? a : b;
}
