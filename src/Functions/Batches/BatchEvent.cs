using System.Globalization;
using VideoPipeline.Batches;
using VideoPipeline.Functions.Events;

namespace VideoPipeline.Functions.Batches;

/// <summary>A CloudEvents 1.0 event about a batch, as the topic and webhooks carry it.</summary>
/// <param name="Id">The same for every delivery of the same news.</param>
public sealed record BatchEvent(
    string Specversion, string Id, string Source, string Type, string Subject, DateTimeOffset Time, string Datacontenttype, BatchDocument Data)
{
    public const string Completed = "batch.completed";

    private const string WaveMark = "-r";

    public static BatchEvent Of(BatchView batch, int wave, PublicLinks links)
    {
        var document = batch.Document;
        var at = batch.State.Waves[wave].CompletedAt ?? batch.Header.CreatedAt;
        return new BatchEvent(
            "1.0", $"{SubjectOf(new(batch.Header.Id, wave))}.{Completed}", "/api/batches", Completed, batch.Header.Id, at, "application/json",
            document with { Links = document.Links?.Under(links) });
    }

    /// <summary>A batch and its wave in one word, where there is place for one.</summary>
    public static string SubjectOf(BatchEventRef news) => BatchIds.Root(news.Batch, news.Wave);

    public static BatchEventRef Read(string subject) => subject.Split(WaveMark) is [var batch, var wave]
        ? new BatchEventRef(batch, int.Parse(wave, CultureInfo.InvariantCulture))
        : new BatchEventRef(subject, 0);
}
