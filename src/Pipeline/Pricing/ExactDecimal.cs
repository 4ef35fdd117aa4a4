using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace VideoPipeline.Pricing;

/// <summary>Keeps every digit: a price per token has more than the six decimals in which amounts are written.</summary>
internal sealed class ExactDecimal : JsonConverter<decimal>
{
    public override decimal Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType is JsonTokenType.Number
            ? reader.GetDecimal()
            : decimal.Parse(reader.GetString()!, NumberStyles.Number, CultureInfo.InvariantCulture);

    public override void Write(Utf8JsonWriter writer, decimal value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value.ToString("0.############################", CultureInfo.InvariantCulture));
}
