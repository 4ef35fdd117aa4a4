using System.Collections.Concurrent;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using VideoPipeline.Functions.Tests.World;
using VideoPipeline.Functions.Webhooks;

namespace VideoPipeline.Functions.Tests.Webhooks;

public sealed class WebhookTests
{
    private const string Secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

    [Fact]
    public void Signature_is_the_one_of_the_published_example()
    {
        // The example that the Standard Webhooks libraries test themselves against.
        var signature = WebhookSignature.Sign(
            [Secret], "msg_p5jXN8AQM9LWM0D4loKWxJek", DateTimeOffset.FromUnixTimeSeconds(1614265330), """{"test": 2432232314}""");

        Assert.Equal("v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=", signature);
    }

    [Fact]
    public void Every_key_signs_so_that_receivers_can_rotate()
    {
        var signatures = WebhookSignature.Sign([Secret, "whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"], "id", DateTimeOffset.UnixEpoch, "{}");

        Assert.Equal(2, signatures.Split(' ').Distinct().Count());
    }

    [Fact]
    public async Task Event_is_delivered_signed_and_again_until_it_is_taken()
    {
        await using var receiver = await Receiver.StartAsync(failures: 2);
        await using var world = await PipelineWorld.CreateAsync();
        await using var host = await world.StartHostAsync(("Webhooks:SigningKeys:0", Secret));

        var submitted = await host.SubmitAsync(new { provider = "tokenhub", prompt = "A lamp", webhook_url = receiver.Url });
        await host.RunToEndAsync(submitted.Id);
        await host.RunUntilAsync(() => Task.FromResult(receiver.Calls.Count == 3), TimeSpan.FromHours(1));

        Assert.Single(receiver.Calls.Select(call => call.Id).Distinct());
        Assert.All(receiver.Calls, call => Assert.Equal(
            WebhookSignature.Sign([Secret], call.Id, DateTimeOffset.FromUnixTimeSeconds(call.Timestamp), call.Body), call.Signature));
        var news = JsonDocument.Parse(receiver.Calls.Last().Body).RootElement;
        Assert.Equal(("1.0", "video.succeeded", submitted.Id), (Text(news, "specversion"), Text(news, "type"), Text(news, "subject")));
    }

    private static string? Text(JsonElement element, string name) => element.GetProperty(name).GetString();

    private sealed record Call(string Id, long Timestamp, string Signature, string Body);

    private sealed class Receiver(WebApplication app) : IAsyncDisposable
    {
        public ConcurrentQueue<Call> Calls { get; } = new();

        public string Url => app.Urls.Single() + "/hook";

        public static async Task<Receiver> StartAsync(int failures)
        {
            var builder = WebApplication.CreateSlimBuilder();
            builder.WebHost.UseUrls("http://127.0.0.1:0");
            var app = builder.Build();
            var receiver = new Receiver(app);
            app.MapPost("/hook", async (HttpContext context) =>
            {
                using var reader = new StreamReader(context.Request.Body);
                var headers = context.Request.Headers;
                receiver.Calls.Enqueue(new Call(
                    headers["webhook-id"]!, long.Parse(headers["webhook-timestamp"]!), headers["webhook-signature"]!, await reader.ReadToEndAsync()));
                return receiver.Calls.Count > failures ? Results.Ok() : Results.StatusCode(500);
            });
            await app.StartAsync();
            return receiver;
        }

        public ValueTask DisposeAsync() => app.DisposeAsync();
    }
}
