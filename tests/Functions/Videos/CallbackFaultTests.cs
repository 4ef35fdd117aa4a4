using Microsoft.Extensions.DependencyInjection;
using VideoPipeline.Functions.Tests.World;
using VideoPipeline.Jobs;
using VideoPipeline.Simulator.Callbacks;

namespace VideoPipeline.Functions.Tests.Videos;

/// <summary>Whatever becomes of callbacks, the job ends as its task does: they are hints, and the looks go on without them.</summary>
public sealed class CallbackFaultTests
{
    [Theory]
    [InlineData("callback-lost")]
    [InlineData("callback-duplicated times=3")]
    [InlineData("callback-early")]
    [InlineData("callback-forged")]
    [InlineData("callback-wrong-task")]
    public async Task Job_is_paid_once_stored_and_billed_whatever_its_callbacks_say(string fault)
    {
        Uri? address = null;
        await using var world = await PipelineWorld.CreateAsync(simulator: services =>
            services.AddHttpClient(CallbackSender.ClientName).AddHttpMessageHandler(() => new ToTheHost(() => address!)));
        await using var host = await world.StartHostAsync(
            ("Callbacks:PublicBaseUrl", "http://callbacks.example"), ("Callbacks:SigningKeys:0", "first"));
        address = host.Http.BaseAddress;

        var submitted = await host.SubmitAsync(new { provider = "seedanceapi", prompt = $"A lamp [fault:{fault}]", duration = 5 });
        var job = await host.RunToEndAsync(submitted.Id);

        Assert.Equal(JobStatus.Succeeded, job.Status);
        Assert.Equal(job.Quote!.AmountUsd, job.Usage!.AmountUsd);
        Assert.Equal(1, await world.Simulator.AcceptedAsync("A lamp"));
        Assert.StartsWith("videos/", job.Output!.Video!.Blob, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Result_that_leads_into_a_private_network_is_never_fetched()
    {
        await using var world = await PipelineWorld.CreateAsync();
        await using var host = await world.StartHostAsync(("Assets:AllowPrivateNetworks", "false"));

        var submitted = await host.SubmitAsync(new { provider = "tokenhub", prompt = "A lamp [fault:private-url]", duration = 5 });
        var job = await host.RunToEndAsync(submitted.Id);

        Assert.Equal((JobStatus.TimedOut, "output_forbidden_address"), (job.Status, job.Error?.Code));
        await host.PassAsync(TimeSpan.FromDays(8));
        Assert.True((await host.GetAsync(job.Id)).Usage!.AmountUsd > 0, "What the provider has made is billed, whether it can be fetched or not.");
    }

    // The public name of this app, as resellers would resolve it.
    private sealed class ToTheHost(Func<Uri> address) : DelegatingHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            request.RequestUri = new Uri(address(), request.RequestUri!.PathAndQuery);
            return base.SendAsync(request, cancellationToken);
        }
    }
}
