using VideoPipeline.Resellers;
using VideoPipeline.Resellers.Capabilities;
using VideoPipeline.Requests;
using Xunit;

namespace VideoPipeline.Tests.Resellers;

public sealed class CapabilityTests
{
    public static TheoryData<string, string, string> Rows()
    {
        var data = new TheoryData<string, string, string>();
        foreach (var row in CapabilityTable.Rows)
        {
            data.Add(row.Provider, row.Model, row.Operation);
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(Rows))]
    public void Row_takes_what_it_says_and_refuses_what_it_does_not(string provider, string model, string operation)
    {
        var row = CapabilityTable.Find(provider, model, operation)!;
        var ratio = row.AspectRatios[0];
        var least = Given.For(operation, model) with { AspectRatio = ratio };

        foreach (var resolution in Formats.Resolutions)
        {
            Assert.Equal(row.Resolutions.Contains(resolution), Fits(least with { Resolution = resolution }, "resolution", "unsupported_resolution"));
        }

        for (var seconds = 4; seconds <= 15; seconds++)
        {
            Assert.Equal(row.Durations.Contains(seconds), Fits(least with { Duration = seconds }, "duration", "unsupported_duration"));
        }

        foreach (var other in Formats.AspectRatios)
        {
            Assert.Equal(row.AspectRatios.Contains(other), Fits(least with { AspectRatio = other }, "aspect_ratio", "unsupported_aspect_ratio"));
        }

        bool Fits(VideoRequest request, string field, string code)
        {
            var errors = CapabilityTable.Check(provider, request);
            if (errors.Count == 0)
            {
                return true;
            }

            Assert.Equal((field, code), (Assert.Single(errors).Field, errors[0].Code));
            return false;
        }
    }

    public static TheoryData<string, string, string, string> Refusals()
    {
        var data = new TheoryData<string, string, string, string>();
        foreach (var (name, provider, _, field, code) in RefusalCases)
        {
            data.Add(name, provider, field, code);
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(Refusals))]
    public void Limit_is_checked_before_anything_is_sent(string name, string provider, string field, string code)
    {
        var request = RefusalCases.Single(c => c.Name == name && c.Provider == provider).Request;

        Assert.Contains((field, code), CapabilityTable.Check(provider, request).Select(e => (e.Field, e.Code)));
    }

    private static readonly (string Name, string Provider, VideoRequest Request, string Field, string Code)[] RefusalCases =
    [
        ("mini", ProviderNames.TokenHub, Given.Text(ModelNames.Mini), "model", "unsupported_model"),
        ("mini", ProviderNames.Gogogotoken, Given.Text(ModelNames.Mini), "model", "unsupported_model"),
        ("extension", ProviderNames.TokenHub, Given.For(Operations.VideoExtension), "operation", "unsupported_operation"),
        ("extension", ProviderNames.Gogogotoken, Given.For(Operations.VideoExtension), "operation", "unsupported_operation"),
        ("extension", ProviderNames.SeedanceApi, Given.For(Operations.VideoExtension, ModelNames.Mini), "operation", "unsupported_operation"),
        ("start and end", ProviderNames.SeedanceApi, Given.For(Operations.StartEndToVideo), "operation", "unsupported_operation"),
        ("video to video", ProviderNames.SeedanceApi, Given.For(Operations.VideoToVideo), "operation", "unsupported_operation"),
        ("video to video", ProviderNames.Gogogotoken, Given.For(Operations.VideoToVideo), "operation", "unsupported_operation"),
        ("mini at 1080p", ProviderNames.SeedanceApi, Given.Text(ModelNames.Mini) with { Resolution = "1080p" }, "resolution", "unsupported_resolution"),
        ("fast at 1080p", ProviderNames.TokenLab, Given.Text(ModelNames.Fast) with { Resolution = "1080p" }, "resolution", "unsupported_resolution"),
        ("mini at 4k", ProviderNames.TokenLab, Given.Text(ModelNames.Mini) with { Resolution = "4k" }, "resolution", "unsupported_resolution"),
        ("1080p", ProviderNames.TokenHub, Given.Text() with { Resolution = "1080p" }, "resolution", "unsupported_resolution"),
        ("7 seconds", ProviderNames.SeedanceApi, Given.Text() with { Duration = 7 }, "duration", "unsupported_duration"),
        ("square", ProviderNames.SeedanceApi, Given.Text() with { AspectRatio = "1:1" }, "aspect_ratio", "unsupported_aspect_ratio"),
        ("ratio beside an image", ProviderNames.SeedanceApi, Given.For(Operations.ImageToVideo), "aspect_ratio", "unsupported_aspect_ratio"),
        ("adaptive", ProviderNames.TokenLab, Given.Text() with { AspectRatio = "adaptive" }, "aspect_ratio", "unsupported_aspect_ratio"),
        ("2001 characters", ProviderNames.SeedanceApi, Given.Text() with { Prompt = new string('x', 2001) }, "prompt", "too_long"),
        ("5 images", ProviderNames.SeedanceApi, Given.Text() with { Operation = Operations.ReferenceToVideo, AspectRatio = "adaptive", ReferenceImages = Urls(5) }, "reference_images", "too_many_items"),
        ("reference video", ProviderNames.SeedanceApi, Given.For(Operations.ReferenceToVideo) with { ReferenceVideos = Videos(1) }, "reference_videos", "unsupported_input"),
        ("reference audio", ProviderNames.SeedanceApi, Given.For(Operations.ReferenceToVideo) with { ReferenceAudios = Urls(1) }, "reference_audios", "unsupported_input"),
        ("frame among references", ProviderNames.SeedanceApi, Given.For(Operations.ReferenceToVideo) with { FirstFrame = Given.Image }, "first_frame", "unsupported_input"),
        ("10 images", ProviderNames.TokenLab, Given.For(Operations.ReferenceToVideo) with { ReferenceImages = Urls(10) }, "reference_images", "too_many_items"),
        ("4 videos", ProviderNames.TokenLab, Given.For(Operations.ReferenceToVideo) with { ReferenceVideos = Videos(4) }, "reference_videos", "too_many_items"),
        ("4 audios", ProviderNames.TokenLab, Given.For(Operations.ReferenceToVideo) with { ReferenceAudios = Urls(4) }, "reference_audios", "too_many_items"),
        ("references without images", ProviderNames.TokenLab, Given.For(Operations.ReferenceToVideo) with { ReferenceImages = [], ReferenceVideos = Videos(1) }, "reference_images", "missing_input"),
        ("2 videos to edit", ProviderNames.TokenLab, Given.For(Operations.VideoToVideo) with { ReferenceVideos = Videos(2) }, "reference_videos", "too_many_items"),
        ("audio with video", ProviderNames.TokenLab, Given.For(Operations.VideoToVideo) with { ReferenceAudios = Urls(1) }, "reference_audios", "unsupported_input"),
        ("4 videos", ProviderNames.TokenHub, Given.For(Operations.VideoToVideo) with { ReferenceVideos = Videos(4) }, "reference_videos", "too_many_items"),
        ("4 audios", ProviderNames.TokenHub, Given.For(Operations.VideoToVideo) with { ReferenceAudios = Urls(4) }, "reference_audios", "too_many_items"),
        ("16 seconds in", ProviderNames.TokenHub, Given.For(Operations.VideoToVideo) with { ReferenceVideos = [new(Given.Video, 15.5m)] }, "reference_videos", "unsupported_input"),
        ("9 images and a frame", ProviderNames.Gogogotoken, Given.For(Operations.ReferenceToVideo) with { FirstFrame = Given.Image, ReferenceImages = Urls(9) }, "reference_images", "too_many_items"),
        ("audio", ProviderNames.Gogogotoken, Given.For(Operations.ReferenceToVideo) with { ReferenceAudios = Urls(1) }, "reference_audios", "unsupported_input"),
        ("seed", ProviderNames.TokenHub, Given.Text() with { Seed = 1 }, "seed", "unsupported_flag"),
        ("seed", ProviderNames.TokenLab, Given.Text() with { Seed = 1 }, "seed", "unsupported_flag"),
        ("seed", ProviderNames.SeedanceApi, Given.Text() with { Seed = 1 }, "seed", "unsupported_flag"),
        ("watermark", ProviderNames.Gogogotoken, Given.Text() with { Watermark = false }, "watermark", "unsupported_flag"),
        ("watermark", ProviderNames.TokenLab, Given.Text() with { Watermark = true }, "watermark", "unsupported_flag"),
        ("watermark", ProviderNames.SeedanceApi, Given.Text() with { Watermark = false }, "watermark", "unsupported_flag"),
        ("audio switch", ProviderNames.Gogogotoken, Given.Text() with { GenerateAudio = true }, "generate_audio", "unsupported_flag"),
        ("audio switch", ProviderNames.TokenLab, Given.Text() with { GenerateAudio = false }, "generate_audio", "unsupported_flag"),
        ("audio switch", ProviderNames.SeedanceApi, Given.Text() with { GenerateAudio = true }, "generate_audio", "unsupported_flag"),
    ];

    [Fact]
    public void First_frame_counts_among_the_images_of_gogogotoken() =>
        Assert.Empty(CapabilityTable.Check(
            ProviderNames.Gogogotoken, Given.For(Operations.ReferenceToVideo) with { FirstFrame = Given.Image, ReferenceImages = Urls(8) }));

    [Fact]
    public void Every_reason_is_named_at_once()
    {
        var request = Given.For(Operations.VideoExtension, ModelNames.Mini) with { Resolution = "4k", Duration = 15, Seed = 1, AspectRatio = "adaptive" };

        Assert.Equal(
            ["model", "operation", "resolution", "seed"],
            CapabilityTable.Check(ProviderNames.TokenHub, request).Select(e => e.Field));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Tokenhub_takes_both_values_of_its_documented_switches(bool value) =>
        Assert.Empty(CapabilityTable.Check(ProviderNames.TokenHub, Given.Text() with { Watermark = value, GenerateAudio = value }));

    [Fact]
    public void Undocumented_switch_is_taken_at_its_documented_default()
    {
        var row = CapabilityTable.Find(ProviderNames.TokenLab, Given.Text())! with { Flags = new FlagSupport(Watermark: new(false, false)) };

        Assert.Empty(CapabilityCheck.Errors([row], CapabilityTable.TraitsOf(ProviderNames.TokenLab), Given.Text() with { Watermark = false }));
        Assert.Single(CapabilityCheck.Errors([row], CapabilityTable.TraitsOf(ProviderNames.TokenLab), Given.Text() with { Watermark = true }));
    }

    [Fact]
    public void Table_says_who_calls_back_cancels_and_leaves_failures_unbilled()
    {
        Assert.Equal([ProviderNames.SeedanceApi], Names(t => t.Callback));
        Assert.Equal([ProviderNames.TokenLab], Names(t => t.Cancel));
        Assert.Equal([ProviderNames.SeedanceApi], Names(t => !t.FailureIsUnbilled));

        static IEnumerable<string> Names(Func<ProviderTraits, bool> trait) => CapabilityTable.Traits.Where(trait).Select(t => t.Provider);
    }

    [Fact]
    public void Rows_are_unique_and_name_known_things()
    {
        Assert.Equal(CapabilityTable.Rows.Count, CapabilityTable.Rows.DistinctBy(r => (r.Provider, r.Model, r.Operation)).Count());
        Assert.All(CapabilityTable.Rows, r =>
        {
            Assert.Contains(r.Provider, ProviderNames.All);
            Assert.Contains(r.Model, ModelNames.All);
            Assert.Contains(r.Operation, Operations.All);
            Assert.Empty(r.Resolutions.Except(Formats.Resolutions));
            Assert.Empty(r.AspectRatios.Except(Formats.AspectRatios));
        });
    }

    private static string[] Urls(int count) => [.. Enumerable.Range(0, count).Select(i => $"https://a/{i}")];

    private static ReferenceVideo[] Videos(int count) => [.. Urls(count).Select(url => new ReferenceVideo(url, 2))];
}
