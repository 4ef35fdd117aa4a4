using System.Text.Json;
using System.Text.Json.Serialization;

namespace VideoPipeline.Cli.Shell;

[JsonSerializable(typeof(JsonElement))]
[JsonSerializable(typeof(Dictionary<string, string>))]
internal sealed partial class TerminalJson : JsonSerializerContext;
