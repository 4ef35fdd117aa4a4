using VideoPipeline.Settings;

namespace VideoPipeline.Functions.Webhooks;

/// <summary>How outgoing webhooks are signed.</summary>
public sealed class WebhooksOptions : ICheckedOptions
{
    public const string SectionName = "Webhooks";

    /// <summary>Standard Webhooks secrets (<c>whsec_</c> and base64, 24 to 64 bytes). Each one signs, so that receivers can rotate.</summary>
    public IList<string> SigningKeys { get; } = [];

    public IEnumerable<string> Faults(TimeSpan functionTimeout)
    {
        for (var i = 0; i < SigningKeys.Count; i++)
        {
            if (!WebhookSignature.IsWellFormed(SigningKeys[i]))
            {
                yield return FormattableString.Invariant($"Webhooks__SigningKeys__{i} is no secret: it is empty, or what follows whsec_ is not base64 of 24 to 64 bytes.");
            }
        }
    }
}
