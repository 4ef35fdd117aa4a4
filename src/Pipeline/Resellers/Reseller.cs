using System.Text.Json.Nodes;
using VideoPipeline.Pricing;
using VideoPipeline.Requests;
using VideoPipeline.Resellers.Answers;
using VideoPipeline.Resellers.Capabilities;

namespace VideoPipeline.Resellers;

/// <summary>One reseller: what it can do and costs, and how one talks to it. Everything that differs between resellers stands here.</summary>
internal sealed record Reseller
{
    /// <summary>Stands for the task id, escaped, in <see cref="LookPath"/> and <see cref="CancelPath"/>.</summary>
    public const string Task = "{task}";

    /// <summary>As requests and settings name it.</summary>
    public required string Name { get; init; }

    /// <summary>The documented origin with the prefix before the paths.</summary>
    public required string BaseUrl { get; init; }

    public required string SubmitPath { get; init; }

    public required string LookPath { get; init; }

    /// <summary>Null where a task cannot be cancelled.</summary>
    public string? CancelPath { get; init; }

    /// <summary>It confirms by <c>callback_url</c>, so that looks may be rare.</summary>
    public bool Callback { get; init; }

    /// <summary>A failed task is documented as not billed, so that another reseller may be tried.</summary>
    public bool FailureIsUnbilled { get; init; }

    public int? MaxPromptLength { get; init; }

    /// <summary>What its documents leave open and the definition assumes.</summary>
    public string? Assumed { get; init; }

    /// <summary>Its documented error codes, and what we call them.</summary>
    public IReadOnlyDictionary<string, string> ErrorCodes { get; init; } = new Dictionary<string, string>();

    /// <summary>Its words for a task's state, in lower case, beyond those that all resellers share.</summary>
    public IReadOnlyDictionary<string, TaskState> StateWords { get; init; } = new Dictionary<string, TaskState>();

    public required UsageUnit UsageUnit { get; init; }

    public required IReadOnlyList<Capability> Capabilities { get; init; }

    public required IReadOnlyList<PriceEntry> Prices { get; init; }

    /// <summary>Pixels of its 480p at 16:9.</summary>
    public (int Width, int Height) SizeOf480 { get; init; } = OutputSize.Native480;

    /// <summary>In which form it wants an input, by the field's path and its value in the request.</summary>
    public Func<VideoRequest, string, string, InputForm> FormOf { get; init; } = (_, _, _) => InputForm.Url;

    /// <summary>Writes the JSON of a submit.</summary>
    public required Func<ProviderSubmit, JsonObject> Body { get; init; }

    /// <summary>Where its answers say what.</summary>
    public required AnswerPlaces Places { get; init; }

    public ProviderTraits Traits => new(Name, Callback, CancelPath is not null, FailureIsUnbilled, MaxPromptLength, Assumed);
}
