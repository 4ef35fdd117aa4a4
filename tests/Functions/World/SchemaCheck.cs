using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace VideoPipeline.Functions.Tests.World;

/// <summary>Whether a value is what a schema of the description says.</summary>
internal sealed class SchemaCheck(JsonNode document)
{
    /// <summary>Every difference, with where it is.</summary>
    public IReadOnlyList<string> Faults(JsonNode schema, JsonNode? value, string at = "$")
    {
        if ((string?)schema["$ref"] is { } reference)
        {
            return Faults(reference[2..].Split('/').Aggregate(document, (node, name) => node[name]!), value, at);
        }

        if ((schema["anyOf"] ?? schema["oneOf"]) is JsonArray any)
        {
            var all = any.Select(each => Faults(each!, value, at)).ToList();
            return all.Exists(faults => faults.Count == 0) ? [] : all.MinBy(faults => faults.Count)!;
        }

        return [
            .. schema["allOf"] is JsonArray parts ? parts.SelectMany(part => Faults(part!, value, at)) : [],
            .. Own(schema, value, at),
        ];
    }

    private IEnumerable<string> Own(JsonNode schema, JsonNode? value, string at)
    {
        var types = schema["type"] is JsonArray list ? list.Select(type => (string)type!).ToList() : schema["type"] is { } one ? [(string)one!] : [];
        if (types.Count > 0 && !types.Exists(type => IsOf(type, value)))
        {
            return [$"{at} is {value?.ToJsonString() ?? "null"}, no {string.Join(" or ", types)}"];
        }

        if (schema["enum"] is JsonArray choices && !choices.Any(choice => JsonNode.DeepEquals(choice, value)))
        {
            return [$"{at} is {value?.ToJsonString()}, none of the choices"];
        }

        return value switch
        {
            JsonObject members => Members(schema, members, at),
            JsonArray items when schema["items"] is { } item => items.SelectMany((each, i) => Faults(item, each, $"{at}[{i}]")),
            JsonValue text when text.GetValueKind() == JsonValueKind.String && (string?)schema["pattern"] is { } pattern && !Regex.IsMatch((string)text!, pattern) => [$"{at} does not fit {pattern}"],
            JsonValue number when number.GetValueKind() == JsonValueKind.Number => Limits(schema, decimal.Parse(number.ToJsonString(), CultureInfo.InvariantCulture), at),
            _ => [],
        };
    }

    private IEnumerable<string> Members(JsonNode schema, JsonObject members, string at)
    {
        foreach (var required in schema["required"] as JsonArray ?? [])
        {
            if (!members.ContainsKey((string)required!))
            {
                yield return $"{at} has no {required}";
            }
        }

        foreach (var (name, value) in members)
        {
            var rule = schema["properties"]?[name] ?? (schema["additionalProperties"] as JsonObject);
            if (rule is null && (schema["properties"] is not null || schema["additionalProperties"] is JsonValue))
            {
                yield return $"{at}.{name} is not described";
            }

            foreach (var fault in rule is null ? [] : Faults(rule, value, $"{at}.{name}"))
            {
                yield return fault;
            }
        }
    }

    private static IEnumerable<string> Limits(JsonNode schema, decimal number, string at)
    {
        if (schema["minimum"] is { } min && number < (decimal)min || schema["maximum"] is { } max && number > (decimal)max)
        {
            yield return $"{at} is out of range";
        }
    }

    private static bool IsOf(string type, JsonNode? value) => (type, value?.GetValueKind()) switch
    {
        ("object", JsonValueKind.Object) or ("array", JsonValueKind.Array) or ("string", JsonValueKind.String) or ("number", JsonValueKind.Number) => true,
        ("boolean", JsonValueKind.True or JsonValueKind.False) or ("null", null or JsonValueKind.Null) => true,
        ("integer", JsonValueKind.Number) => decimal.Parse(value!.ToJsonString(), CultureInfo.InvariantCulture) % 1 == 0,
        _ => false,
    };
}
