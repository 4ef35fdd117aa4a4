using System.Text.Json;
using Azure.Messaging.ServiceBus;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;
using VideoPipeline.Functions.Callbacks;
using VideoPipeline.Functions.Events;
using VideoPipeline.Functions.Tests.World;

namespace VideoPipeline.Functions.Tests.Events;

public sealed class PublishVideoEventTests
{
    [Fact]
    public async Task Event_goes_out_under_its_own_id_with_what_subscriptions_filter_by()
    {
        await using var world = await PipelineWorld.CreateAsync();
        await using var bus = await WorldBroker.StartAsync(world);
        await using var host = await world.StartHostAsync(bus.Setting, ("Callbacks:PublicBaseUrl", "https://videos.example/"));
        await using var client = bus.Connect();
        await using var events = client.CreateReceiver(EventBus.Topic, "all");

        var job = await host.SubmitAsync(new { provider = "tokenhub", prompt = "order", duration = 5, resolution = "720p", metadata = new { team = "shop" } });
        ServiceBusReceivedMessage? news = null;
        await host.RunUntilAsync(async () => (news = await events.PeekMessageAsync(fromSequenceNumber: 0)) is not null);

        var body = JsonElement.Parse(news!.Body.ToMemory().Span);
        Assert.Equal(
            (body.GetProperty("id").GetString(), "video.succeeded", "application/cloudevents+json"),
            (news.MessageId, news.Subject, news.ContentType));
        Assert.Equal($"{job.Id}.video.succeeded", news.MessageId);
        Assert.Equal($"https://videos.example/api/videos/{job.Id}/content", body.GetProperty("data").GetProperty("output").GetProperty("video").GetProperty("url").GetString());
        Assert.All(
            body.GetProperty("data").GetProperty("links").EnumerateObject(),
            link => Assert.StartsWith($"https://videos.example/api/videos/{job.Id}", link.Value.GetString(), StringComparison.Ordinal));
        Assert.Equal(
            [("batch_id", ""), ("meta_team", "shop"), ("provider", "tokenhub"), ("status", "succeeded"), ("type", "video.succeeded")],
            news.ApplicationProperties.Where(property => property.Key is not ("Diagnostic-Id" or "traceparent" or "tracestate"))
                .Select(property => (property.Key, (string)property.Value)).OrderBy(property => property.Key, StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("https://videos.example/", "app.azurewebsites.net", "https://videos.example/api/videos/x")]
    [InlineData(null, "app.azurewebsites.net", "https://app.azurewebsites.net/api/videos/x")]
    [InlineData(null, "127.0.0.1:7071", "http://127.0.0.1:7071/api/videos/x")]
    [InlineData(null, null, "/api/videos/x")]
    public void Links_of_events_stand_under_the_public_address_else_the_hosts_own(string? publicBaseUrl, string? hostName, string expected)
    {
        var links = new PublicLinks(
            Options.Create(new CallbacksOptions { PublicBaseUrl = publicBaseUrl }),
            new ConfigurationBuilder().AddInMemoryCollection([new("WEBSITE_HOSTNAME", hostName)]).Build());

        Assert.Equal(expected, links.Absolute("/api/videos/x"));
        Assert.Equal("https://elsewhere.example/y", links.Absolute("https://elsewhere.example/y"));
    }

    [Theory]
    [InlineData("ServiceBus:fullyQualifiedNamespace", "name.servicebus.windows.net", true)]
    [InlineData("ServiceBus", "Endpoint=sb://127.0.0.1:5672;SharedAccessKeyName=a;SharedAccessKey=b;UseDevelopmentEmulator=true;", true)]
    [InlineData("ServiceBus", "", false)]
    public async Task Bus_is_found_by_the_name_of_a_namespace_or_a_connection_string(string setting, string value, bool isConfigured)
    {
        await using var bus = new EventBus(new ConfigurationBuilder().AddInMemoryCollection([new(setting, value)]).Build());

        Assert.Equal(isConfigured, bus.IsConfigured);
    }
}
