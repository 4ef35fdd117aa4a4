namespace VideoPipeline.Requests;

/// <summary>An image that came as a data URI, decoded and checked.</summary>
/// <param name="Field">Its path in the request: <c>first_frame</c>, <c>last_frame</c> or <c>reference_images[n]</c>.</param>
/// <param name="ContentType">As the bytes prove, for example <c>image/png</c>.</param>
public sealed record InlineInput(string Field, string ContentType, ReadOnlyMemory<byte> Bytes)
{
    /// <summary>The usual file name ending, without the dot.</summary>
    public string Extension => ImageSignature.ExtensionOf(ContentType);
}

public static class InlineInputs
{
    /// <summary>The request with the inputs at the given field paths replaced, for example by <c>blob://</c> references.</summary>
    public static VideoRequest WithInputs(this VideoRequest request, IReadOnlyDictionary<string, string> byField)
    {
        string Replaced(string field, string value) => byField.TryGetValue(field, out var other) ? other : value;

        return request with
        {
            FirstFrame = request.FirstFrame is { } first ? Replaced("first_frame", first) : null,
            LastFrame = request.LastFrame is { } last ? Replaced("last_frame", last) : null,
            ReferenceImages = [.. request.ReferenceImages.Select((image, i) => Replaced($"reference_images[{i}]", image))],
            ReferenceVideos = [.. request.ReferenceVideos.Select((video, i) => video with { Url = Replaced($"reference_videos[{i}]", video.Url) })],
            ReferenceAudios = [.. request.ReferenceAudios.Select((audio, i) => Replaced($"reference_audios[{i}]", audio))],
        };
    }

    /// <summary>Every input of the request with its field path, in the order in which providers get them.</summary>
    public static IEnumerable<KeyValuePair<string, string>> Inputs(this VideoRequest request)
    {
        if (request.FirstFrame is { } first)
        {
            yield return new("first_frame", first);
        }

        if (request.LastFrame is { } last)
        {
            yield return new("last_frame", last);
        }

        for (var i = 0; i < request.ReferenceImages.Count; i++)
        {
            yield return new($"reference_images[{i}]", request.ReferenceImages[i]);
        }

        for (var i = 0; i < request.ReferenceVideos.Count; i++)
        {
            yield return new($"reference_videos[{i}]", request.ReferenceVideos[i].Url);
        }

        for (var i = 0; i < request.ReferenceAudios.Count; i++)
        {
            yield return new($"reference_audios[{i}]", request.ReferenceAudios[i]);
        }
    }
}
