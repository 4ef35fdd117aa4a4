namespace VideoPipeline.Functions.Webhooks;

/// <summary>How outgoing webhooks are signed.</summary>
public sealed class WebhooksOptions
{
    public const string SectionName = "Webhooks";

    /// <summary>Standard Webhooks secrets (<c>whsec_</c> and base64, 24 to 64 bytes). Each one signs, so that receivers can rotate.</summary>
    public IList<string> SigningKeys { get; } = [];
}
