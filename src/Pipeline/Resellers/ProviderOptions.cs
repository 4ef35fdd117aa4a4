using System.Globalization;

namespace VideoPipeline.Resellers;

/// <summary>Settings of one reseller, from <c>Providers:{name}</c>.</summary>
public sealed class ProviderOptions
{
    public const string SectionName = "Providers";

    /// <summary>Origin plus the prefix before the documented paths, for example <c>https://tokenhub.store/api/v1</c>.</summary>
    public string BaseUrl { get; set; } = "";

    /// <summary>Without a key the provider is no candidate.</summary>
    public string? ApiKey { get; set; }

    /// <summary>Upstream tasks in flight for the whole app; null is no limit.</summary>
    public int? MaxConcurrency { get; set; }

    /// <summary>5xx statuses with which this provider says that it did not accept a submit, for example <c>503</c> or <c>502,503</c>.</summary>
    public string? RejectedStatuses { get; set; }

    /// <summary>How long one POST may take, from <c>Submissions:PostTimeout</c>; 60 s by default.</summary>
    public TimeSpan SubmitTimeout { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>The longest that a Retry-After holds, from <c>Submissions:LongestRetryAfter</c>; 10 min by default.</summary>
    public TimeSpan LongestRetryAfter { get; set; } = TimeSpan.FromMinutes(10);

    public bool IsConfigured => !string.IsNullOrWhiteSpace(ApiKey);

    /// <summary><see cref="RejectedStatuses"/> as numbers.</summary>
    public IReadOnlyList<int> RejectedStatusCodes => TryParseStatuses(RejectedStatuses, out var statuses) ? statuses : [];

    internal static bool TryParseStatuses(string? text, out IReadOnlyList<int> statuses)
    {
        var numbers = (text ?? "").Split([',', ';', ' '], StringSplitOptions.RemoveEmptyEntries)
            .Select(part => int.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0)
            .ToArray();
        statuses = numbers;
        return numbers.All(number => number is >= 500 and < 600);
    }
}
