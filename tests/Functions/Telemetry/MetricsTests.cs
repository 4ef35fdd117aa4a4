using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using VideoPipeline.Functions.Tests.World;
using VideoPipeline.Telemetry;

namespace VideoPipeline.Functions.Tests.Telemetry;

[Collection(AloneCollection.Name)]
public sealed class MetricsTests
{
    [Fact]
    public async Task Succeeded_job_is_counted_with_its_money_looks_time_and_bytes()
    {
        using var meter = new Recording();
        await using var world = await PipelineWorld.CreateAsync();
        await using var host = await world.StartHostAsync();

        var submitted = await host.SubmitAsync(new { provider = "tokenhub", prompt = "A lamp", duration = 5, resolution = "720p" });
        var job = await host.RunToEndAsync(submitted.Id);

        Assert.Equal(1, meter.Sum("videopipeline.jobs", ("status", "succeeded"), ("provider", "tokenhub")));
        Assert.Equal((double)job.Quote!.AmountUsd!, meter.Sum("videopipeline.quoted", ("provider", "tokenhub")), 9);
        Assert.Equal((double)job.Usage!.AmountUsd, meter.Sum("videopipeline.billed", ("provider", "tokenhub")), 9);
        Assert.Equal(0, meter.Sum("videopipeline.ledger.variances"));
        Assert.True(meter.Sum("videopipeline.looks", ("provider", "tokenhub")) >= 1);
        Assert.InRange(meter.Sum("videopipeline.time_to_stored", ("provider", "tokenhub")), 8, 600);
        Assert.Equal(job.Output!.Video!.Bytes + (job.Output.Cover?.Bytes ?? 0), meter.Sum("videopipeline.copied"));
        Assert.Equal(0, meter.Sum("videopipeline.submissions.ambiguous"));
    }

    [Fact]
    public async Task Ambiguous_submit_is_counted_once()
    {
        using var meter = new Recording();
        await using var world = await PipelineWorld.CreateAsync();
        await using var host = await world.StartHostAsync();

        var submitted = await host.SubmitAsync(
            new { provider = "tokenhub", prompt = "A lamp [fault:error-before]", duration = 5, resolution = "720p" });
        await host.RunToEndAsync(submitted.Id);

        Assert.Equal(1, meter.Sum("videopipeline.submissions.ambiguous", ("provider", "tokenhub"), ("code", "provider_error")));
        Assert.Equal(1, meter.Sum("videopipeline.jobs", ("status", "ambiguous")));
        Assert.Equal(0, meter.Sum("videopipeline.billed"));
    }

    [Fact]
    public async Task Bill_that_differs_from_a_documented_price_is_counted()
    {
        using var meter = new Recording();
        await using var world = await PipelineWorld.CreateAsync();
        await using var host = await world.StartHostAsync();

        var submitted = await host.SubmitAsync(
            new { provider = "seedanceapi", prompt = "A lamp [fault:over-billed factor=2]", duration = 5, resolution = "720p" });
        var job = await host.RunToEndAsync(submitted.Id);

        Assert.NotEqual(job.Quote!.AmountUsd, job.Usage!.AmountUsd);
        Assert.Equal(1, meter.Sum("videopipeline.ledger.variances", ("provider", "seedanceapi")));
    }

    private sealed class Recording : IDisposable
    {
        private readonly ConcurrentQueue<(string Name, double Value, Dictionary<string, object?> Tags)> _measured = new();
        private readonly MeterListener _listener = new();

        public Recording()
        {
            _listener.InstrumentPublished = (instrument, listener) =>
            {
                if (instrument.Meter.Name == PipelineTelemetry.Name)
                {
                    listener.EnableMeasurementEvents(instrument);
                }
            };
            _listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Add(instrument, value, tags));
            _listener.SetMeasurementEventCallback<int>((instrument, value, tags, _) => Add(instrument, value, tags));
            _listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Add(instrument, value, tags));
            _listener.Start();
        }

        public double Sum(string name, params (string Key, string Value)[] tags) => _measured
            .Where(one => one.Name == name && tags.All(tag => (string?)one.Tags.GetValueOrDefault(tag.Key) == tag.Value))
            .Sum(one => one.Value);

        public void Dispose() => _listener.Dispose();

        private void Add(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags) =>
            _measured.Enqueue((instrument.Name, value, new Dictionary<string, object?>(tags.ToArray())));
    }
}
