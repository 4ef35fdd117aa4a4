using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace VideoPipeline;

/// <summary>How this product writes JSON everywhere: snake_case, enums as snake_case strings, money and quantities as strings.</summary>
public static class Json
{
    /// <summary>Stored and durable payloads, and answers: tolerant of unknown members.</summary>
    public static JsonSerializerOptions Options { get; } = Create();

    /// <summary>Adds the product's conventions to options that someone else owns (ASP.NET Core's, the worker's serializer's).</summary>
    public static void Configure(JsonSerializerOptions options)
    {
        options.PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower;
        options.DictionaryKeyPolicy = null;
        options.DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull;
        options.AllowOutOfOrderMetadataProperties = true;
        options.Converters.Add(new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower, allowIntegerValues: false));
        options.Converters.Add(new DecimalAsString());
        options.Converters.Add(new TimeInUtc());
    }

    private static JsonSerializerOptions Create()
    {
        var options = new JsonSerializerOptions(JsonSerializerDefaults.General);
        Configure(options);
        return options;
    }

    /// <summary>A member of an enumeration as JSON, CSV, queries and messages spell it.</summary>
    public static string Name<T>(T value)
        where T : struct, Enum => JsonNamingPolicy.SnakeCaseLower.ConvertName(value.ToString());

    /// <summary>As JSON and CSV write an amount; empty when there is none.</summary>
    public static string Text(decimal? value) => value?.ToString("0.######", CultureInfo.InvariantCulture) ?? "";

    /// <summary>As JSON and CSV write a time.</summary>
    public static string Text(DateTimeOffset time) =>
        time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'", CultureInfo.InvariantCulture);

    /// <summary>UTC by its letter: the plus of an offset is escaped on some ways out, and a space in an address.</summary>
    private sealed class TimeInUtc : JsonConverter<DateTimeOffset>
    {
        public override DateTimeOffset Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            reader.GetDateTimeOffset();

        public override void Write(Utf8JsonWriter writer, DateTimeOffset value, JsonSerializerOptions options) =>
            writer.WriteStringValue(Text(value));
    }

    /// <summary>Floating-point readers cannot hold money, so it travels as a string; numbers are accepted when reading.</summary>
    private sealed class DecimalAsString : JsonConverter<decimal>
    {
        public override decimal Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            reader.TokenType is JsonTokenType.Number
                ? reader.GetDecimal()
                : decimal.Parse(reader.GetString()!, NumberStyles.Number, CultureInfo.InvariantCulture);

        // Amounts are rounded once, half-even, where they come about; a format would round again, and another way.
        public override void Write(Utf8JsonWriter writer, decimal value, JsonSerializerOptions options) =>
            writer.WriteStringValue(Pricing.PriceMath.IsRounded(value)
                ? Text(value)
                : throw new JsonException($"{value.ToString(CultureInfo.InvariantCulture)} has not been rounded to six decimals."));
    }
}
