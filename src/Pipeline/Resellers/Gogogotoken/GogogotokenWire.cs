using System.Globalization;
using System.Text.Json.Nodes;
using VideoPipeline.Resellers.Answers;
using VideoPipeline.Requests;

namespace VideoPipeline.Resellers.Gogogotoken;

/// <summary>The JSON of seeds 000 and 001, close to OpenAI's video API: seconds as a string, the shape as a size.</summary>
internal static class GogogotokenWire
{
    public static AnswerPlaces Places { get; } = new() { Usage = ["usage.completion_tokens", "usage.total_tokens"] };

    public static JsonObject Body(ProviderSubmit submit)
    {
        var request = submit.Request;
        var body = new JsonObject
        {
            ["model"] = request.Model == ModelNames.Fast ? "doubao-seedance-2-0-fast" : "doubao-seedance-2-0",
            ["prompt"] = request.Prompt,
            ["seconds"] = request.Duration.ToString(CultureInfo.InvariantCulture),
            ["size"] = Size(request.Resolution, request.AspectRatio),
        };
        AddImages(body, request);
        if (Metadata(request) is { Count: > 0 } metadata)
        {
            body["metadata"] = metadata;
        }

        return body;
    }

    /// <summary>A frame is base64 in a field of its own; URLs go to <c>images</c>, of which the basic mode takes one as first frame.</summary>
    private static void AddImages(JsonObject body, VideoRequest request)
    {
        List<string> images = [];
        if (request.FirstFrame is { } first)
        {
            if (IsInline(first))
            {
                body["first_frame_image"] = first;
            }
            else
            {
                images.Add(first);
            }
        }

        if (request.LastFrame is { } last)
        {
            body["last_frame_image"] = last;
        }

        images.AddRange(request.ReferenceImages);
        if (images.Count > 0)
        {
            body["images"] = new JsonArray([.. images.Select(url => JsonValue.Create(url))]);
        }
    }

    private static JsonObject Metadata(VideoRequest request)
    {
        var metadata = new JsonObject();
        if (!SizeTellsAll(request.AspectRatio))
        {
            // Resolution here wins over size, and the ratio says what no documented size does.
            metadata["resolution"] = request.Resolution;
            metadata["ratio"] = request.AspectRatio;
        }

        if (request.Seed is { } seed)
        {
            metadata["seed"] = seed;
        }

        if (NeedsRoles(request))
        {
            metadata["content"] = Content(request);
        }

        return metadata;
    }

    /// <summary>A video stands nowhere else, and a first frame among other images is one of many without its role.</summary>
    private static bool NeedsRoles(VideoRequest request) =>
        request.ReferenceVideos.Count > 0 || (request.FirstFrame is not null && request.ReferenceImages.Count > 0);

    /// <summary>The advanced mode: each image once more with its role, then the videos.</summary>
    private static JsonArray Content(VideoRequest request)
    {
        var content = new JsonArray();
        if (request.FirstFrame is { } first && !IsInline(first))
        {
            content.Add((JsonNode)Image(first, "first_frame"));
        }

        foreach (var image in request.ReferenceImages)
        {
            content.Add((JsonNode)Image(image, "reference_image"));
        }

        foreach (var video in request.ReferenceVideos)
        {
            content.Add((JsonNode)new JsonObject { ["type"] = "video_url", ["video_url"] = new JsonObject { ["url"] = video.Url } });
        }

        return content;
    }

    private static JsonObject Image(string url, string role) => new()
    {
        ["type"] = "image_url",
        ["image_url"] = new JsonObject { ["url"] = url },
        ["role"] = role,
    };

    private static bool SizeTellsAll(string aspectRatio) => aspectRatio is "16:9" or "9:16";

    private static string Size(string resolution, string aspectRatio)
    {
        var (width, height) = resolution switch
        {
            "480p" => (854, 480),
            "720p" => (1280, 720),
            _ => (1920, 1080),
        };
        var portrait = aspectRatio is "9:16" or "3:4";
        return FormattableString.Invariant($"{(portrait ? height : width)}x{(portrait ? width : height)}");
    }

    private static bool IsInline(string image) => image.StartsWith("data:", StringComparison.OrdinalIgnoreCase);
}
