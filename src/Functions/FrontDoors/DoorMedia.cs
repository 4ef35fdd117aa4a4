namespace VideoPipeline.Functions.FrontDoors;

/// <summary>
/// The list of media that two dialects have under <c>content</c>: items of <c>{"type", "image_url": {"url"}, "role"}</c>.
/// </summary>
internal sealed record DoorMedia(
    string? FirstFrame, string? LastFrame, IReadOnlyList<string> Images, IReadOnlyList<string> Videos, IReadOnlyList<string> Audios)
{
    private const string Field = "content";

    /// <param name="roles">What the dialect documents: the types, and the roles of each; the last one is what an item without a role is.</param>
    public static DoorMedia Read(DoorBody body, IReadOnlyDictionary<string, string[]> roles)
    {
        var found = new List<(string Role, string Url)>();
        foreach (var item in body.Objects(Field))
        {
            if (Item(body, item, roles) is { } media)
            {
                found.Add(media);
            }
        }

        body.RefuseIf(Of("first_frame").Count > 1, Field, "takes at most 1 first_frame");
        body.RefuseIf(Of("last_frame").Count > 1, Field, "takes at most 1 last_frame");
        return new DoorMedia(
            FirstOf("first_frame"), FirstOf("last_frame"),
            Of("reference_image"), Of("reference_video"), Of("reference_audio"));

        string? FirstOf(string role) => found.FirstOrDefault(media => media.Role == role).Url;

        IReadOnlyList<string> Of(string role) => [.. found.Where(media => media.Role == role).Select(media => media.Url)];
    }

    private static (string Role, string Url)? Item(DoorBody body, DoorBody item, IReadOnlyDictionary<string, string[]> roles)
    {
        var type = item.OneOf("type", [.. roles.Keys]);
        if (type is null || item.Problem is not null)
        {
            body.Refuse(Field, $"holds items whose type is one of {string.Join(", ", roles.Keys)}");
            return null;
        }

        item.Only("type", type, "role");
        var role = item.OneOf("role", roles[type]) ?? roles[type][^1];
        var media = item.Object(type);
        var url = media?.Url("url");
        var problem = item.Problem ?? media?.Problem;
        body.RefuseIf(problem is not null, Field, $"{problem?.Field} {problem?.Message}");
        body.RefuseIf(url is null, Field, $"holds an item of type {type} without {type}.url");
        return url is null ? null : (role, url);
    }
}
