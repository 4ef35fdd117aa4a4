using System.Globalization;

namespace VideoPipeline.Storage;

/// <summary>The names of everything that is stored. One place, because a name is a contract with every earlier version.</summary>
public static class BlobPaths
{
    public const string OpenPrefix = "open/";
    public const string IndexPrefix = "index/";
    public const string BatchIndexPrefix = "batch-index/";
    public const string UsagePrefix = "usage/";
    public const string InputPrefix = "inputs/";

    /// <summary>What is not over and does not age out of a listing of the newest: running batches, jobs that wait for an operator.</summary>
    public const string LivePrefix = "live/";
    public const string LiveBatchPrefix = LivePrefix + "batches/";
    public const string LiveAmbiguousPrefix = LivePrefix + "ambiguous/";

    private const int InvertedTimeLength = 19;

    /// <summary>How many items of a batch have their results in one folder.</summary>
    public const int ResultsPerFolder = 1000;

    public static string Key(string hash) => $"keys/{hash}.json";

    public static string Request(string job) => $"jobs/{job}/request.json";

    public static string JobDocument(string job) => $"jobs/{job}/job.json";

    public static string Submission(string job, int attempt) => $"submissions/{job}/{Number(attempt)}.json";

    public static string CallbackHint(string job, int attempt) => $"submissions/{job}/{Number(attempt)}.callback.json";

    /// <summary>Task ids are the providers' own text, so they are escaped.</summary>
    public static string Claim(string provider, string taskId) => $"claims/{provider}/{Uri.EscapeDataString(taskId)}";

    public static string Control(string job) => $"control/{job}.json";

    public static string Open(string job, int attempt) => $"{OpenPrefix}{job}.{Number(attempt)}";

    public static string Input(string job, string name) => $"{InputPrefix}{job}/{name}";

    public static string LiveBatch(string batch) => LiveBatchPrefix + batch;

    public static string LiveAmbiguous(string job) => LiveAmbiguousPrefix + job;

    /// <summary>Newest first in a listing, which Blob storage sorts ascending: the time is counted down.</summary>
    public static string Index(DateTimeOffset createdAt, string job) => $"{IndexPrefix}{InvertedTime(createdAt)}-{job}";

    public static string BatchIndex(DateTimeOffset createdAt, string batch) => $"{BatchIndexPrefix}{InvertedTime(createdAt)}-{batch}";

    /// <summary>The time and the id in a name that <see cref="Index"/> or <see cref="BatchIndex"/> has made.</summary>
    internal static (DateTimeOffset CreatedAt, string Id) ReadIndex(string name, string prefix)
    {
        var rest = name.AsSpan(prefix.Length);
        var ticks = DateTimeOffset.MaxValue.UtcTicks - long.Parse(rest[..InvertedTimeLength], CultureInfo.InvariantCulture);
        return (new DateTimeOffset(ticks, TimeSpan.Zero), rest[(InvertedTimeLength + 1)..].ToString());
    }

    public static string InvertedTime(DateTimeOffset time) =>
        (DateTimeOffset.MaxValue.UtcTicks - time.UtcTicks).ToString("D19", CultureInfo.InvariantCulture);

    public static string UsageDay(DateTimeOffset day) =>
        UsagePrefix + day.UtcDateTime.ToString("yyyy'/'MM'/'dd'/'", CultureInfo.InvariantCulture);

    public static string Usage(DateTimeOffset submittedAt, string job, int attempt) =>
        $"{UsageDay(submittedAt)}{job}.{Number(attempt)}.json";

    public static string RollUp(DateOnly day) => $"rollups/{day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)}.json";

    public static string Budget(string day, int shard) => $"budget/{day}/{Number(shard)}.json";

    public static string BudgetDay(string day) => $"budget-days/{day}.json";

    public static string Slots(string provider) => $"slots/{provider}.json";

    public static string Pace(string provider) => $"pace/{provider}.json";

    public static string Batch(string batch) => $"batches/{batch}/batch.json";

    /// <summary>The normalised items, one a line, in their order.</summary>
    public static string BatchManifest(string batch) => $"batches/{batch}/manifest.jsonl";

    public static string BatchState(string batch) => $"batches/{batch}/state.json";

    /// <summary>Wave 0 runs all items, each later one those of a retry.</summary>
    public static string BatchClaims(string batch, int wave) => $"batches/{batch}/claims/{Number(wave)}.json";

    public static string BatchWave(string batch, int wave) => $"batches/{batch}/waves/{Number(wave)}.json";

    /// <summary>A folder of <see cref="ResultsPerFolder"/> results, so that a page of items is one short listing.</summary>
    public static string BatchResults(string batch, int thousand) =>
        string.Create(CultureInfo.InvariantCulture, $"batches/{batch}/results/{thousand:D4}/");

    public static string BatchResult(string batch, int item) =>
        string.Create(CultureInfo.InvariantCulture, $"{BatchResults(batch, item / ResultsPerFolder)}{item:D7}.json");

    /// <summary>In the container <c>videos</c>. The first attempt has the plain name that consumers expect.</summary>
    public static string Video(string job, int attempt) => Output(job, attempt) + "video.mp4";

    public static string Cover(string job, int attempt) => Output(job, attempt) + "cover.jpg";

    private static string Output(string job, int attempt) => attempt == 1 ? $"{job}/" : $"{job}/attempts/{Number(attempt)}/";

    private static string Number(int attempt) => attempt.ToString(CultureInfo.InvariantCulture);
}
