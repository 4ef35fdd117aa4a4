using System.Text.Json.Nodes;
using VideoPipeline.Resellers;
using VideoPipeline.Resellers.Answers;
using VideoPipeline.Resellers.Http;
using VideoPipeline.Requests;
using Xunit;

namespace VideoPipeline.Tests.Resellers;

/// <summary>The pure parts of all four providers, by name.</summary>
internal static class Wire
{
    public static JsonObject Body(string provider, ProviderSubmit submit) => Of(provider).Body(submit);

    public static SubmitAnswer Submit(string provider, HttpAnswer answer, params int[] rejected) =>
        new AnswerReader(Of(provider)).Submit(answer, rejected);

    public static LookAnswer Look(string provider, HttpAnswer answer) => new AnswerReader(Of(provider)).Look(answer);

    public static InputForm Form(string provider, VideoRequest request, string field, string value) =>
        Of(provider).FormOf(request, field, value);

    public static HttpAnswer.Response Http(int status, string? body = null, TimeSpan? retryAfter = null) => new(status, body, retryAfter);

    public static TaskLook Seen(string provider, string body) =>
        Assert.IsType<LookAnswer.Seen>(Look(provider, Http(200, body))).Look;

    public static TheoryData<string> Providers() => [.. ProviderNames.All];

    private static Reseller Of(string provider) => KnownResellers.All.Single(reseller => reseller.Name == provider);
}
