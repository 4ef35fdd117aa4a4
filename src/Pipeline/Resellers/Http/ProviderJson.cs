using System.Text.Encodings.Web;
using System.Text.Json;

namespace VideoPipeline.Resellers.Http;

internal static class ProviderJson
{
    /// <summary>Prompts are mostly not ASCII; written as they are, a body stays short and readable in a provider's console.</summary>
    public static JsonSerializerOptions Written { get; } = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
}
