using System.Text.Json;

namespace VideoPipeline.Functions.FrontDoors;

/// <summary>Reads the fields of a request as its dialect documents them, and keeps the first thing that is wrong.</summary>
/// <param name="takesLocal">Addresses on this machine are good, for local runs.</param>
/// <param name="asked">Gets every rule that is asked for, so that the API's description knows what the doors take.</param>
internal sealed class DoorBody(JsonElement json, bool takesLocal = false, string prefix = "", DoorFields? asked = null)
{
    private const int MaxUrlLength = 4096;

    public DoorRefusal? Problem { get; private set; }

    /// <summary>Refuses every field that the dialect does not document.</summary>
    public void Only(params IReadOnlyCollection<string> documented)
    {
        asked?.Only(documented);
        foreach (var member in json.EnumerateObject().Where(member => !documented.Contains(member.Name)))
        {
            Refuse(member.Name, "is not a documented field");
        }
    }

    /// <summary>Null counts as absent.</summary>
    public bool Has(string field) => Member(field) is not null;

    public void Refuse(string field, string message) => Problem ??= DoorRefusal.Invalid(prefix + field, message);

    public void RefuseIf(bool wrong, string field, string message)
    {
        if (wrong)
        {
            Refuse(field, message);
        }
    }

    public void RefuseAsTooMany(string field, string message) =>
        Problem ??= new DoorRefusal(DoorRefusalKind.TooMany, message, prefix + field);

    public string? Text(string field)
    {
        asked?.Add(field, DoorFieldKind.Text);
        if (Member(field) is not { } value)
        {
            return null;
        }

        RefuseIf(value.ValueKind is not JsonValueKind.String, field, "must be a string");
        return value.ValueKind is JsonValueKind.String ? value.GetString() : null;
    }

    public string RequiredText(string field)
    {
        asked?.Require(field);
        RefuseIf(!Has(field), field, "is required");
        var text = Text(field);
        RefuseIf(string.IsNullOrWhiteSpace(text), field, "must not be empty");
        return text ?? "";
    }

    public string? OneOf(string field, params IReadOnlyCollection<string> allowed)
    {
        var text = Text(field);
        asked?.Choose(field, allowed);
        RefuseIf(text is not null && !allowed.Contains(text), field, $"must be one of {string.Join(", ", allowed)}");
        return text;
    }

    public bool? Flag(string field)
    {
        asked?.Add(field, DoorFieldKind.Flag);
        var value = Member(field);
        RefuseIf(value is { ValueKind: not (JsonValueKind.True or JsonValueKind.False) }, field, "must be true or false");
        return value?.ValueKind is JsonValueKind.True ? true : value is null ? null : false;
    }

    /// <summary>A number of the JSON kind within limits, or null.</summary>
    public decimal? Number(string field, decimal min, decimal max)
    {
        asked?.Limit(field, DoorFieldKind.Number, min, max);
        if (Member(field) is not { } value)
        {
            return null;
        }

        if (value.ValueKind is JsonValueKind.Number && value.TryGetDecimal(out var number) && number >= min && number <= max)
        {
            return number;
        }

        Refuse(field, $"must be a number from {min} to {max}");
        return null;
    }

    /// <summary>A whole number within limits, or null; 5.0 is one too.</summary>
    public int? Whole(string field, int min, int max)
    {
        var number = Number(field, min, max);
        asked?.Limit(field, DoorFieldKind.Whole, min, max);
        RefuseIf(number is { } value && value != decimal.Truncate(value), field, "must be a whole number");
        return (int?)number;
    }

    public string? Url(string field)
    {
        var text = Text(field);
        asked?.Add(field, DoorFieldKind.Url);
        return text is not null && IsUrl(field, text) ? text : null;
    }

    /// <summary>An address that is not on this machine. Which others are private is found out when it is called.</summary>
    public string? RemoteUrl(string field)
    {
        var url = Url(field);
        RefuseIf(url is not null && !takesLocal && new Uri(url) is { IsLoopback: true } or { Host: "localhost" }, field, "must be reachable from outside");
        return url;
    }

    public IReadOnlyList<string> Urls(string field)
    {
        asked?.Add(field, DoorFieldKind.Urls);
        var urls = new List<string>();
        foreach (var item in Items(field))
        {
            RefuseIf(item.ValueKind is not JsonValueKind.String, field, "must hold strings");
            if (item.ValueKind is JsonValueKind.String && item.GetString()! is var text && IsUrl(field, text))
            {
                urls.Add(text);
            }
        }

        return urls;
    }

    public IReadOnlyList<decimal> Numbers(string field, decimal max)
    {
        asked?.Limit(field, DoorFieldKind.Numbers, 0, max);
        var numbers = new List<decimal>();
        foreach (var item in Items(field))
        {
            var number = 0m;
            var isGood = item.ValueKind is JsonValueKind.Number && item.TryGetDecimal(out number) && number > 0 && number <= max;
            RefuseIf(!isGood, field, $"must hold numbers above 0 and at most {max}");
            numbers.Add(number);
        }

        return numbers;
    }

    public DoorBody? Object(string field)
    {
        var value = Member(field);
        RefuseIf(value is { ValueKind: not JsonValueKind.Object }, field, "must be an object");
        return value is { ValueKind: JsonValueKind.Object } found ? new DoorBody(found, takesLocal, $"{prefix}{field}.", asked?.Part(field, isList: false)) : null;
    }

    public IReadOnlyList<DoorBody> Objects(string field)
    {
        var objects = new List<DoorBody>();
        foreach (var item in Items(field))
        {
            RefuseIf(item.ValueKind is not JsonValueKind.Object, field, "must hold objects");
            if (item.ValueKind is JsonValueKind.Object)
            {
                objects.Add(new DoorBody(item, takesLocal, asked: asked?.Part(field, isList: true)));
            }
        }

        return objects;
    }

    /// <summary>Takes over what is wrong with a part of this body.</summary>
    public void Adopt(DoorBody part) => Problem ??= part.Problem;

    private JsonElement.ArrayEnumerator Items(string field)
    {
        var value = Member(field);
        RefuseIf(value is { ValueKind: not JsonValueKind.Array }, field, "must be an array");
        return value is { ValueKind: JsonValueKind.Array } array ? array.EnumerateArray() : default;
    }

    private JsonElement? Member(string field) =>
        json.TryGetProperty(field, out var value) && value.ValueKind is not JsonValueKind.Null ? value : null;

    // Inputs by address only: no inline data, and no blobs of ours.
    private bool IsUrl(string field, string text)
    {
        var isUrl = text.Length <= MaxUrlLength && Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri.Host.Length > 0
            && (uri.Scheme == Uri.UriSchemeHttps || uri.Scheme == Uri.UriSchemeHttp);
        RefuseIf(!isUrl, field, "must be an http or https URL");
        return isUrl;
    }
}
