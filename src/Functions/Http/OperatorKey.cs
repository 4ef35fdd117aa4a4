using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;

namespace VideoPipeline.Functions.Http;

/// <summary>The key that operators have on top of a function key: what moves money by hand is not for every caller.</summary>
public sealed class OperatorOptions
{
    public const string SectionName = "Operator";

    /// <summary>Without one, operator routes are closed.</summary>
    public string? Key { get; set; }
}

/// <summary>Checks the header <c>x-operator-key</c>.</summary>
public sealed class OperatorKey(IOptions<OperatorOptions> options)
{
    public const string Header = "x-operator-key";

    /// <summary>The refusal, or null when the caller is an operator.</summary>
    internal IResult? Refuse(HttpRequest request)
    {
        if (options.Value.Key is not { Length: > 0 } key)
        {
            return Answers.Refused(403, "operator_key_not_configured", "This host has no Operator__Key, so operator routes are closed.");
        }

        return KeyHash.AreEqual(KeyHash.Of(request.Headers[Header].ToString()), KeyHash.Of(key))
            ? null
            : Answers.Refused(403, "operator_key_required", $"This route needs the operator key in the header {Header}.");
    }
}
