using System.Collections.Frozen;
using System.Text.RegularExpressions;

namespace VideoPipeline.Resellers;

/// <summary>Whose fault a failure is, which says whether another provider could do better.</summary>
public enum FailureClass
{
    /// <summary>The provider, the way to it, or our account there.</summary>
    Provider,

    /// <summary>The request itself: another provider would refuse it too, or be paid for the same mistake.</summary>
    Request,

    /// <summary>What the prompt or an input shows; nobody else is asked.</summary>
    Moderation,

    /// <summary>Somebody has cancelled.</summary>
    Cancelled,
}

/// <summary>The class of each code of ours.</summary>
public static partial class FailureClasses
{
    /// <summary>What a request is called that is bad in a way that only the provider has a word for.</summary>
    public const string InvalidRequest = "invalid_request";

    /// <summary>An input of the request cannot be had; nothing was sent.</summary>
    public const string InputUnavailable = "input_unavailable";

    private static readonly FrozenDictionary<string, FailureClass> s_classes = new Dictionary<string, FailureClass>
    {
        [Answers.Moderation.Code] = FailureClass.Moderation,
        ["cancelled"] = FailureClass.Cancelled,
        [InputUnavailable] = FailureClass.Request,
        ["invalid_api_key"] = FailureClass.Provider,
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <param name="code">One of ours, also from a record of an earlier version.</param>
    public static FailureClass Of(string? code) => code switch
    {
        null => FailureClass.Provider,
        _ when s_classes.TryGetValue(code, out var known) => known,
        _ when BlamesRequest(code) => FailureClass.Request,
        _ => FailureClass.Provider,
    };

    /// <summary>Whether a code, ours or a provider's, says that something about the request is wrong.</summary>
    public static bool BlamesRequest(string code) => RequestCode().IsMatch(code) && !AccountCode().IsMatch(code);

    // Resellers spell alike what is wrong: INVALID_PROMPT, InvalidParameter.Image, unsupported-duration, TOO_MANY_IMAGES, ParameterMissing.
    [GeneratedRegex(
        "^(invalid|unsupported|malformed|missing|too[_. -]?(many|long|large|short|small)|bad[_. -]?request|out[_. -]?of[_. -]?range|validation)|(parameter|argument|param|field)[_. -]?(missing|invalid|error)$|[_. -](not[_. -]supported|too[_. -](long|large|short|small)|out[_. -]of[_. -]range)$",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex RequestCode();

    [GeneratedRegex("key(?!frame)|token|auth|credential|signature|account|balance|credit|quota|cancel|model", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex AccountCode();
}
