using System.Text.Json.Serialization;

namespace VideoPipeline.Cli.Messages;

[JsonSerializable(typeof(string))]
internal sealed partial class MessagesJson : JsonSerializerContext;
