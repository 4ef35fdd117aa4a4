using System.Text.Json;

namespace VideoPipeline.Simulator.Serving;

/// <summary>Reads the fields of a JSON object and keeps the first thing that is wrong.</summary>
internal sealed class RequestBody(JsonElement root)
{
    public JsonElement Root { get; } = root;

    public Refusal? Problem { get; private set; }

    public bool Has(string field) => Root.TryGetProperty(field, out _);

    public void Refuse(string field, string message, string? code = null) => Problem ??= Refusal.Invalid(field, message, code);

    public void RefuseWhen(bool wrong, string field, string message, string? code = null)
    {
        if (wrong)
        {
            Refuse(field, message, code);
        }
    }

    public void RefuseFieldsBesides(IReadOnlySet<string> documented)
    {
        foreach (var property in Root.EnumerateObject())
        {
            RefuseWhen(!documented.Contains(property.Name), property.Name, "is not a documented field");
        }
    }

    public string? Text(string field)
    {
        if (!Root.TryGetProperty(field, out var value))
        {
            return null;
        }

        var text = TextOf(value);
        RefuseWhen(text is null, field, "must be a string");
        return text;
    }

    public string RequiredText(string field)
    {
        RefuseWhen(!Has(field), field, "is required");
        var text = Text(field) ?? "";
        RefuseWhen(string.IsNullOrWhiteSpace(text), field, "must not be empty");
        return text;
    }

    public string? OneOf(string field, params ReadOnlySpan<string> allowed)
    {
        var text = Text(field);
        if (text is not null && !allowed.Contains(text))
        {
            Refuse(field, $"must be one of {string.Join(", ", allowed)}");
        }

        return text;
    }

    public decimal? Number(string field, decimal low, decimal high)
    {
        if (!Root.TryGetProperty(field, out var value))
        {
            return null;
        }

        if (value.ValueKind == JsonValueKind.Number && value.TryGetDecimal(out var number))
        {
            RefuseWhen(number < low || number > high, field, $"must be from {low} to {high}");
            return number;
        }

        Refuse(field, "must be a number");
        return null;
    }

    public void Flag(string field)
    {
        if (Root.TryGetProperty(field, out var value))
        {
            RefuseWhen(value.ValueKind is not (JsonValueKind.True or JsonValueKind.False), field, "must be true or false");
        }
    }

    /// <summary>An http or https URL, or nothing.</summary>
    public string? Url(string field)
    {
        var text = Text(field);
        RefuseWhen(text is not null && !IsWebUrl(text), field, "must be an http or https URL");
        return text;
    }

    public IReadOnlyList<string> Urls(string field) =>
        [.. Items(field, JsonValueKind.String).Select(item => TextOf(item) ?? "").Where(url => Checked(field, url))];

    public IReadOnlyList<decimal> Numbers(string field) =>
        [.. Items(field, JsonValueKind.Number).Select(item => item.TryGetDecimal(out var number) ? number : -1m)];

    public IReadOnlyList<RequestBody> Objects(string field) =>
        [.. Items(field, JsonValueKind.Object).Select(item => new RequestBody(item))];

    public RequestBody? Object(string field)
    {
        if (!Root.TryGetProperty(field, out var value))
        {
            return null;
        }

        RefuseWhen(value.ValueKind != JsonValueKind.Object, field, "must be an object");
        return value.ValueKind == JsonValueKind.Object ? new RequestBody(value) : null;
    }

    /// <summary>The text of a JSON string; null for anything else, also for half a surrogate pair.</summary>
    public static string? TextOf(JsonElement value)
    {
        try
        {
            return value.ValueKind == JsonValueKind.String ? value.GetString() : null;
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    public static bool IsWebUrl(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var url) && url.Scheme is "http" or "https";

    private bool Checked(string field, string url)
    {
        RefuseWhen(!IsWebUrl(url), field, "must hold http or https URLs");
        return true;
    }

    private List<JsonElement> Items(string field, JsonValueKind kind)
    {
        if (!Root.TryGetProperty(field, out var value))
        {
            return [];
        }

        if (value.ValueKind != JsonValueKind.Array || value.EnumerateArray().Any(item => item.ValueKind != kind))
        {
            Refuse(field, $"must be an array; every item must be a JSON {kind.ToString().ToLowerInvariant()}");
            return [];
        }

        return [.. value.EnumerateArray()];
    }
}
