using System.Net;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using VideoPipeline.Pricing;
using VideoPipeline.Requests;
using VideoPipeline.Resellers;
using VideoPipeline.Resellers.Capabilities;
using VideoPipeline.Tests.Resellers.Fifth;
using Xunit;

namespace VideoPipeline.Tests.Resellers;

/// <summary>A further reseller is a definition, a wire and a line in a list.</summary>
public sealed class FifthResellerTests
{
    private static readonly Reseller[] Five = [.. KnownResellers.ByName, FifthDefinition.Reseller];

    private static readonly VideoRequest Request = Given.Text(ModelNames.Fast);

    [Fact]
    public async Task Fifth_reseller_is_configured_submitted_to_looked_at_and_cancelled()
    {
        var network = new StubHandler()
            .On("POST https://fifth.example/api/orders", HttpStatusCode.OK, """{"task_id":"t 1"}""")
            .On("POST https://fifth.example/api/orders", HttpStatusCode.OK, """{"task_id":"t1"}""")
            .On("GET https://fifth.example/api/orders/t1", HttpStatusCode.OK, """{"status":"Baking"}""")
            .On("GET https://fifth.example/api/orders/t1", HttpStatusCode.OK, """{"status":"baked","url":"https://a/1.mp4","bill":{"seconds":"5.5"} }""")
            .On("DELETE https://fifth.example/api/orders/t1", HttpStatusCode.NoContent)
            .On("POST https://fifth.example/api/orders", HttpStatusCode.OK, """{"error":{"code":"E_POOR"} }""");
        await using var services = Services(network);
        Assert.True(services.GetRequiredService<ProviderRegistry>().TryGet("fifth", out var fifth));

        Assert.IsType<SubmitAnswer.Ambiguous>(await fifth.SubmitAsync(new(Request), default));
        var accepted = Assert.IsType<SubmitAnswer.Accepted>(await fifth.SubmitAsync(new(Request), default));
        var running = Assert.IsType<LookAnswer.Seen>(await fifth.LookAsync(new(accepted.TaskId), default)).Look;
        var done = Assert.IsType<LookAnswer.Seen>(await fifth.LookAsync(new(accepted.TaskId), default)).Look;
        var cancel = await fifth.CancelAsync(new(accepted.TaskId), default);
        var poor = Assert.IsType<SubmitAnswer.Rejected>(await fifth.SubmitAsync(new(Request), default));

        Assert.True(network.Done);
        Assert.Equal((TaskState.Running, TaskState.Succeeded), (running.State, done.State));
        Assert.Equal(("https://a/1.mp4", new ReportedUsage(UsageUnit.Seconds, 5.5m)), (done.VideoUrl, done.Usage));
        Assert.Equal(CancelAnswer.Cancelled, cancel);
        Assert.Equal("insufficient_balance", poor.Failure.Code);
    }

    [Fact]
    public void Fifth_reseller_has_capabilities_prices_and_input_forms()
    {
        var fifth = Five[^1];
        var book = new PriceBook("test", [.. Five.SelectMany(reseller => reseller.Prices)]);

        Assert.Empty(CapabilityCheck.Errors(fifth.Capabilities, fifth.Traits, Request));
        Assert.NotEmpty(CapabilityCheck.Errors(fifth.Capabilities, fifth.Traits, Given.Text()));
        Assert.Equal(0.25m, book.QuoteFor("fifth", Request)!.AmountUsd);
        Assert.Equal(InputForm.DataUri, fifth.FormOf(Request, "first_frame", Given.Image));
    }

    private static ServiceProvider Services(HttpMessageHandler network)
    {
        var services = new ServiceCollection().AddLogging();
        services.AddResellers(
            new ConfigurationBuilder().AddInMemoryCollection([KeyValuePair.Create("Providers:fifth:ApiKey", (string?)"key")]).Build(), Five);
        foreach (var client in (string[])["fifth.submit", "fifth.look"])
        {
            services.AddHttpClient(client).ConfigurePrimaryHttpMessageHandler(() => network);
        }

        return services.BuildServiceProvider();
    }
}
