using VideoPipeline.Requests;

namespace VideoPipeline.Resellers.Capabilities;

/// <summary>Holds a request against the rows of one provider and names everything that does not fit.</summary>
internal static class CapabilityCheck
{
    public static IReadOnlyList<FieldError> Errors(IReadOnlyList<Capability> rows, ProviderTraits traits, VideoRequest request)
    {
        var errors = new List<FieldError>();
        var provider = traits.Provider;
        var left = Narrowed(rows, r => r.Model == request.Model, () => errors.Add(new(
            "model", RequestCodes.UnsupportedModel, $"{provider} has no {request.Model}, only {Listed(rows.Select(r => r.Model))}.")));
        left = Narrowed(left, r => r.Operation == request.Operation, () => errors.Add(new(
            "operation", RequestCodes.UnsupportedOperation, $"{provider} does no {request.Operation} with {request.Model}.")));
        var known = errors.Count == 0;

        if (!left.Any(r => r.Resolutions.Contains(request.Resolution)))
        {
            errors.Add(new("resolution", RequestCodes.UnsupportedResolution,
                $"{provider} gives {request.Model} in {Listed(left.SelectMany(r => r.Resolutions))}, not in {request.Resolution}."));
        }

        if (!left.Any(r => r.Durations.Contains(request.Duration)))
        {
            errors.Add(new("duration", RequestCodes.UnsupportedDuration,
                $"{provider} takes {Shown(left[0].Durations)} seconds, not {request.Duration}."));
        }

        if (!left.Any(r => r.AspectRatios.Contains(request.AspectRatio)))
        {
            errors.Add(new("aspect_ratio", RequestCodes.UnsupportedAspectRatio,
                $"{provider} takes {Listed(left.SelectMany(r => r.AspectRatios))} here, not {request.AspectRatio}."));
        }

        if (traits.MaxPromptLength is { } max && request.Prompt.Length > max)
        {
            errors.Add(new("prompt", RequestCodes.TooLong, $"{provider} takes prompts of at most {max} characters."));
        }

        if (known)
        {
            AddInputs(errors, provider, left[0].Inputs, request);
        }

        AddFlags(errors, provider, left[0].Flags, request);
        return errors;
    }

    /// <summary>"4–15", or the values one by one when there are gaps.</summary>
    public static string Shown(IReadOnlyList<int> durations) =>
        durations.Count > 2 && durations[^1] - durations[0] == durations.Count - 1
            ? $"{durations[0]}–{durations[^1]}"
            : string.Join(", ", durations);

    private static void AddInputs(List<FieldError> errors, string provider, InputLimits limits, VideoRequest request)
    {
        AddCount("first_frame", limits.FirstFrame, request.FirstFrame is null ? 0 : 1);
        AddCount("last_frame", limits.LastFrame, request.LastFrame is null ? 0 : 1);
        AddCount("reference_images", limits.Images, request.ReferenceImages.Count);
        AddCount("reference_videos", limits.Videos, request.ReferenceVideos.Count);
        AddCount("reference_audios", limits.Audios, request.ReferenceAudios.Count);
        AddCount("source_task_id", limits.SourceTask ? Count.One : default, request.SourceTaskId is null ? 0 : 1);
        var images = request.ReferenceImages.Count + (request.FirstFrame is null ? 0 : 1) + (request.LastFrame is null ? 0 : 1);
        if (images > limits.AllImages && request.ReferenceImages.Count <= limits.Images.Max)
        {
            errors.Add(new("reference_images", RequestCodes.TooManyItems, $"{provider} takes at most {limits.AllImages} images in all, not {images}."));
        }

        if (limits.Videos.Max > 0 && request.ReferenceVideos.Any(v => v.Duration > InputLimits.MaxVideoSeconds))
        {
            errors.Add(new("reference_videos", RequestCodes.UnsupportedInput,
                $"{provider} takes reference videos of at most {InputLimits.MaxVideoSeconds} seconds."));
        }

        void AddCount(string field, Count limit, int actual)
        {
            if (actual > limit.Max)
            {
                errors.Add(limit.Max == 0
                    ? new(field, RequestCodes.UnsupportedInput, $"{provider} takes no {field} in a {request.Operation}.")
                    : new(field, RequestCodes.TooManyItems, $"{provider} takes at most {limit.Max} {field}, not {actual}."));
            }
            else if (actual < limit.Min)
            {
                errors.Add(new(field, RequestCodes.MissingInput, $"{provider} needs {field} for a {request.Operation}."));
            }
        }
    }

    private static void AddFlags(List<FieldError> errors, string provider, FlagSupport flags, VideoRequest request)
    {
        if (request.Seed is not null && !flags.Seed.Documented)
        {
            errors.Add(new("seed", RequestCodes.UnsupportedFlag, $"{provider} documents no seed."));
        }

        AddFlag("watermark", flags.Watermark, request.Watermark);
        AddFlag("generate_audio", flags.GenerateAudio, request.GenerateAudio);

        void AddFlag(string field, Flag flag, bool? value)
        {
            if (value is not null && !flag.Documented && value != flag.Default)
            {
                errors.Add(new(field, RequestCodes.UnsupportedFlag, $"{provider} documents no {field}."));
            }
        }
    }

    /// <summary>The rows that fit; when none does, that is said once and the wider rows judge the rest of the request.</summary>
    private static IReadOnlyList<Capability> Narrowed(IReadOnlyList<Capability> rows, Func<Capability, bool> fits, Action none)
    {
        Capability[] fitting = [.. rows.Where(fits)];
        if (fitting.Length > 0)
        {
            return fitting;
        }

        none();
        return rows;
    }

    private static string Listed(IEnumerable<string> values) => string.Join(", ", values.Distinct());
}
