using System.Text.Json;
using System.Text.Json.Serialization;

namespace VideoPipeline.Cli.Shell;

[JsonSerializable(typeof(JsonElement))]
internal sealed partial class TerminalJson : JsonSerializerContext;
