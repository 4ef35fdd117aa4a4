using System.Globalization;
using System.Text.RegularExpressions;

namespace VideoPipeline.Batches;

/// <summary>How batches, their items' jobs and their instances are named. A job's id tells its batch, so that nothing has to look it up.</summary>
public static partial class BatchIds
{
    /// <summary>With what the id of every batch begins, and so those of all its instances.</summary>
    public const string Prefix = "bat_";

    public static string New(DateTimeOffset now) => Prefix + Guid.CreateVersion7(now).ToString("N", CultureInfo.InvariantCulture);

    public static bool IsValid(string id) => BatchPattern().IsMatch(id);

    /// <summary><c>{batch}-{item}</c>, and <c>{batch}-{item}-r{n}</c> when it runs again.</summary>
    public static string Job(string batch, int item, int wave)
    {
        var job = string.Create(CultureInfo.InvariantCulture, $"{batch}-{item:D6}");
        return wave == 0 ? job : string.Create(CultureInfo.InvariantCulture, $"{job}-r{wave}");
    }

    /// <summary>The instance that runs all items of a wave.</summary>
    public static string Root(string batch, int wave) =>
        wave == 0 ? batch : string.Create(CultureInfo.InvariantCulture, $"{batch}-r{wave}");

    /// <summary>What every lane of a wave is called first, and nothing else is.</summary>
    public static string LanePrefix(string batch, int wave) => $"{Root(batch, wave)}-lane-";

    /// <summary>What every group of lanes of a wave is called first, and nothing else is.</summary>
    public static string GroupPrefix(string batch, int wave) => $"{Root(batch, wave)}-group-";

    /// <summary>The wave that an instance is the root of, or null when it is none.</summary>
    public static BatchWaveRef? WaveOf(string instance) => WaveIn(RootPattern().Match(instance));

    /// <summary>The wave that an instance is a lane or a group of lanes of, or null when it is neither.</summary>
    public static BatchWaveRef? WaveOfPart(string instance) => WaveIn(PartPattern().Match(instance));

    /// <summary>The item that a job is, or null when the job belongs to no batch.</summary>
    public static BatchItemRef? ItemOf(string job)
    {
        var match = JobPattern().Match(job);
        return match.Success
            ? new BatchItemRef(
                match.Groups[1].Value,
                int.Parse(match.Groups[2].Value, CultureInfo.InvariantCulture),
                WaveIn(match.Groups[3]))
            : null;
    }

    private static BatchWaveRef? WaveIn(Match match) =>
        match.Success ? new BatchWaveRef(match.Groups[1].Value, WaveIn(match.Groups[2])) : null;

    private static int WaveIn(Group group) => group.Success ? int.Parse(group.Value, CultureInfo.InvariantCulture) : 0;

    [GeneratedRegex("^bat_[0-9a-f]{32}\\z")]
    private static partial Regex BatchPattern();

    [GeneratedRegex("^(bat_[0-9a-f]{32})(?:-r([0-9]{1,4}))?\\z")]
    private static partial Regex RootPattern();

    [GeneratedRegex("^(bat_[0-9a-f]{32})(?:-r([0-9]{1,4}))?-(?:lane|group)-")]
    private static partial Regex PartPattern();

    [GeneratedRegex("^(bat_[0-9a-f]{32})-([0-9]{6,7})(?:-r([0-9]{1,4}))?\\z")]
    private static partial Regex JobPattern();
}

/// <summary>One run over items of a batch: 0 for all of them, then the retries.</summary>
public readonly record struct BatchWaveRef(string Batch, int Wave);

/// <summary>An item of a batch; <paramref name="Wave"/> is 0 at first and counts the retries.</summary>
public readonly record struct BatchItemRef(string Batch, int Item, int Wave)
{
    public string Job => BatchIds.Job(Batch, Item, Wave);
}
