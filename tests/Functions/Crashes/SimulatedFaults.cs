using System.Text;

namespace VideoPipeline.Functions.Tests.Crashes;

/// <summary>What befalls a simulated job: most of the time nothing, else one or two entries of the simulator's catalogue.</summary>
internal static class SimulatedFaults
{
    private const double Share = 0.4;
    private const double SecondShare = 0.15;

    // The frequent first, as in life. Calls that hang are few, because virtual time has to find out that they do.
    private static readonly (int Weight, string Fault)[] s_faults =
    [
        (6, "429 retry_after=3 times=2"), (3, "error-before"), (3, "503"), (3, "reset-before"), (1, "hang-before"), (1, "redirect"),
        (3, "error-code as=balance"), (1, "error-code as=internal"), (3, "moderation-before"), (3, "bad-image"),
        (4, "error-after"), (4, "reset-after"), (1, "hang-after"), (3, "no-task-id"), (3, "unreadable"), (4, "wrapped"), (2, "foreign-poll-url"),
        (4, "slow seconds=90"), (1, "stuck"), (3, "late seconds=7200"), (6, "failed"), (3, "failed form=string"), (4, "failed-billed part=0.5"),
        (3, "moderation"), (3, "cancelled"), (3, "expired"),
        (4, "poll-429 retry_after=5"), (4, "poll-5xx times=5"), (3, "poll-404"), (3, "poll-error-code"), (3, "poll-unreadable"),
        (3, "poll-reset"), (1, "poll-hang"), (4, "unknown-status"), (2, "cancel-refused"),
        (3, "missing-url"), (2, "result-shape as=result_url"), (2, "result-shape as=video"), (2, "result-shape as=videos"),
        (4, "over-billed factor=2"), (4, "no-usage"),
        (3, "expired-url times=2"), (3, "wrong-length times=1"), (3, "not-mp4 times=2"), (2, "not-mp4"), (4, "asset-5xx"), (4, "missing-cover"),
        (4, "callback-lost"), (4, "callback-duplicated times=3"), (4, "callback-early"), (4, "callback-forged"), (4, "callback-wrong-task"),
    ];

    private static readonly int s_weights = s_faults.Sum(fault => fault.Weight);

    /// <summary>Markers for a prompt; often none.</summary>
    public static string Next(Random random)
    {
        var markers = new StringBuilder();
        for (var share = Share; random.NextDouble() < share; share = SecondShare)
        {
            markers.Append(" [fault:").Append(Pick(random.Next(s_weights))).Append(']');
        }

        return markers.ToString();
    }

    private static string Pick(int at)
    {
        foreach (var (weight, fault) in s_faults)
        {
            if ((at -= weight) < 0)
            {
                return fault;
            }
        }

        throw new InvalidOperationException("The weights do not add up.");
    }
}
