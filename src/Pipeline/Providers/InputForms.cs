using VideoPipeline.Requests;
using VideoPipeline.Storage;

namespace VideoPipeline.Providers;

/// <summary>How an input travels to a provider.</summary>
public enum InputForm
{
    /// <summary>An address that the provider fetches: an https URL as it came, or a short-lived read URL of a blob.</summary>
    Url,

    /// <summary>The bytes themselves, as <c>data:image/…;base64,…</c>.</summary>
    DataUri,
}

/// <summary>Which form each provider wants for each input.</summary>
public static class InputForms
{
    /// <param name="field">A field path as in <see cref="InlineInputs.Inputs"/>, for example <c>first_frame</c>.</param>
    /// <param name="value">The input as it stands in the request: an https URL or a <c>blob://</c> reference.</param>
    public static InputForm Of(string provider, VideoRequest request, string field, string value) =>
        provider == ProviderNames.Gogogotoken ? Gogogotoken(request, field, value) : InputForm.Url;

    /// <summary>
    /// gogogotoken's frame fields are base64. A first frame that is already a URL may stay one, in <c>images</c>, unless a last frame
    /// beside it would leave open which is which.
    /// </summary>
    private static InputForm Gogogotoken(VideoRequest request, string field, string value) => field switch
    {
        "last_frame" => InputForm.DataUri,
        "first_frame" when request.Operation == Operations.StartEndToVideo => InputForm.DataUri,
        "first_frame" when request.Operation == Operations.ImageToVideo && BlobReference.IsMeant(value) => InputForm.DataUri,
        _ => InputForm.Url,
    };
}
