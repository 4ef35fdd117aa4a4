using System.Text.Json.Nodes;
using VideoPipeline.Requests;
using Xunit;

namespace VideoPipeline.Tests.Requests;

public sealed class FlatFieldsTests
{
    [Fact]
    public void Flat_fields_become_a_request()
    {
        var json = FlatFields.ToJson(new Dictionary<string, string>
        {
            ["prompt"] = "  a cat ",
            ["duration"] = "10",
            ["seed"] = "7",
            ["generate_audio"] = "TRUE",
            ["watermark"] = "false",
            ["reference_images"] = "https://a/1.png https://a/2.png|https://a/3.png",
            ["reference_videos"] = "https://a/1.mp4",
            ["max_cost_usd"] = "1.5",
            ["metadata.sku"] = "A 1",
            ["first_frame"] = "",
            ["resolution"] = " ",
        });

        var request = VideoRequestReader.Read(json, new RequestRules()).Request!;

        Assert.Equal("a cat", request.Prompt);
        Assert.Equal(10, request.Duration);
        Assert.Equal(7, request.Seed);
        Assert.True(request.GenerateAudio);
        Assert.False(request.Watermark);
        Assert.Equal(3, request.ReferenceImages.Count);
        Assert.Equal("https://a/1.mp4", request.ReferenceVideos[0].Url);
        Assert.Equal(1.5m, request.MaxCostUsd);
        Assert.Equal("A 1", request.Metadata["sku"]);
        Assert.Null(request.FirstFrame);
        Assert.Equal("720p", request.Resolution);
    }

    [Theory]
    [InlineData("duration", "five", "wrong_type")]
    [InlineData("duration", "99", "out_of_range")]
    [InlineData("watermark", "maybe", "wrong_type")]
    [InlineData("color", "red", "unknown_field")]
    [InlineData("metadata.SKU", "1", "invalid_key")]
    public void Flat_field_that_cannot_be_converted_is_named(string name, string cell, string code)
    {
        var json = FlatFields.ToJson([new("prompt", "p"), new(name, cell)]);

        var error = Assert.Single(VideoRequestReader.Read(json, new RequestRules()).Problem!.Errors);

        Assert.Equal(code, error.Code);
        Assert.StartsWith(error.Field, name, StringComparison.Ordinal);
    }

    [Fact]
    public void Flat_fields_leave_no_metadata_when_there_is_none() => Assert.Equal(["prompt"], Keys(FlatFields.ToJson([new("prompt", "p")])));

    private static IEnumerable<string> Keys(JsonObject json) => json.Select(p => p.Key);
}
