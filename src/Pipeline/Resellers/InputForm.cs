namespace VideoPipeline.Resellers;

/// <summary>How an input travels to a provider.</summary>
public enum InputForm
{
    /// <summary>An address that the provider fetches: an https URL as it came, or a short-lived read URL of a blob.</summary>
    Url,

    /// <summary>The bytes themselves, as <c>data:image/…;base64,…</c>.</summary>
    DataUri,
}
