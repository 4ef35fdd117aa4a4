using System.ComponentModel.DataAnnotations;

namespace VideoPipeline.Simulator;

/// <summary>Settings of the simulator; section <c>Simulator</c>, environment variables <c>Simulator__…</c>.</summary>
internal sealed class SimulatorOptions
{
    public const string SectionName = "Simulator";

    /// <summary>Seconds that a task waits before it runs; default 1, may be 0.</summary>
    [Range(0, 86_400)]
    public double QueueSeconds { get; set; } = 1;

    /// <summary>Seconds that a task runs before it ends; default 8, may be 0.</summary>
    [Range(0, 86_400)]
    public double GenerationSeconds { get; set; } = 8;

    /// <summary>Bearer tokens accepted; empty (the default) accepts every token but <c>invalid</c>.</summary>
    public IList<string> ApiKeys { get; } = [];

    /// <summary>Tasks, and records of POSTs, kept in memory; the oldest go first.</summary>
    [Range(1, 10_000_000)]
    public int MaxTasks { get; set; } = 100_000;

    /// <summary>Folder that keeps tasks, POSTs, balances and faults for the next start; absent (the default) keeps them in memory.</summary>
    public string? DataDirectory { get; set; }

    /// <summary>Origin of the result URLs; by default the one that the POST was sent to.</summary>
    public string? PublicUrl { get; set; }

    /// <summary>Hours that a result URL lives after the task succeeded; default 24.</summary>
    [Range(0, 8_760)]
    public double AssetHours { get; set; } = 24;

    /// <summary>Length in seconds of an input video whose URL does not tell it (<c>…-15s.mp4</c> does); default 5.</summary>
    [Range(0.1, 600)]
    public double InputVideoSeconds { get; set; } = 5;

    /// <summary>Refuse request fields that the reseller does not document (the resellers ignore most); default true.</summary>
    public bool RefuseUndocumentedFields { get; set; } = true;

    /// <summary>The key with which <c>/webhooks</c> checks signatures; absent (the default) checks none.</summary>
    public string? WebhookKey { get; set; }

    /// <summary>Take callback URLs on localhost, which the reseller documents as unsupported; default true.</summary>
    public bool AllowLocalCallbacks { get; set; } = true;

    /// <summary>Settings of one dialect, by its name.</summary>
    public Dictionary<string, DialectOptions> Dialects { get; } = new(StringComparer.OrdinalIgnoreCase);

    public DialectOptions For(string dialect) => Dialects.GetValueOrDefault(dialect) ?? DialectOptions.Default;

    public TimeSpan QueueTime(string dialect) => TimeSpan.FromSeconds(For(dialect).QueueSeconds ?? QueueSeconds);

    public TimeSpan GenerationTime(string dialect) =>
        TimeSpan.FromSeconds(For(dialect).GenerationSeconds ?? GenerationSeconds);
}

/// <summary>What differs for one dialect; what is absent is as for all.</summary>
internal sealed class DialectOptions
{
    public static readonly DialectOptions Default = new();

    public double? QueueSeconds { get; set; }

    public double? GenerationSeconds { get; set; }

    /// <summary>Unfinished tasks at which a POST is answered 429 with Retry-After; absent means no limit.</summary>
    public int? MaxConcurrent { get; set; }

    /// <summary>POSTs per second, as a token bucket: what is above is answered 429 with Retry-After 1; absent means no limit.</summary>
    [Range(0.001, 100_000)]
    public double? SubmitsPerSecond { get; set; }

    /// <summary>POSTs that may come at once; default two seconds' worth.</summary>
    public double? SubmitBurst { get; set; }

    /// <summary>Balance at the start, in the dialect's currency (USD; credits at seedanceapi); absent means no limit.</summary>
    public decimal? Balance { get; set; }
}
