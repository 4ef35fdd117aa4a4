using System.Text.Json.Nodes;
using VideoPipeline.Resellers;
using VideoPipeline.Resellers.Answers;

namespace VideoPipeline.Tests.Resellers.Fifth;

internal static class FifthWire
{
    public static AnswerPlaces Places { get; } = new() { Usage = ["bill.seconds"] };

    public static JsonObject Body(ProviderSubmit submit) => new() { ["text"] = submit.Request.Prompt };
}
