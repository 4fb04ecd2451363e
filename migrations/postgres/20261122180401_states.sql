-- +goose Up
-- Written by cmd/derive from the tables of the procedures. Once released it is never edited: another set of states gets
-- another file, which takes the place of this one.
-- round: announced cancelled closed committee_appointed finally_reported instruments_sealed plan_drafted plan_recommended plan_returned plan_submitted
-- selection: announced applications_closed cancelled chosen closed competency_assessed diverted_to_jobfit diverted_to_succession extended field_tested health_tested held_for_complaint held_for_election inaugurated inauguration_cleared interviewed planned result_determined result_recommended result_refused result_reported result_returned screened shortage_consulted to_be_repeated track_record_checked
-- application: application_closed drafted invitation_declined invited not_shortlisted shortlisted submitted withdrawn
-- sheet: sheet_lapsed sheet_opened sheet_revealed sheet_submitted
-- paper: paper_opened paper_sealed
-- complaint: clarified closed examined followed_up not_proven proven received
-- mandate: closed mandated
-- person: enrolled erased erasure_requested
SET LOCAL lock_timeout = '2s';
-- NOT VALID: nothing is scanned while the table is locked. New and changed rows are checked all the same, and old ones
-- passed the check before.
ALTER TABLE cases DROP CONSTRAINT IF EXISTS cases_states;
ALTER TABLE cases ADD CONSTRAINT cases_states CHECK (CASE procedure
    WHEN 'round' THEN state IN (
        'announced', 'cancelled', 'closed', 'committee_appointed', 'finally_reported', 'instruments_sealed',
        'plan_drafted', 'plan_recommended', 'plan_returned', 'plan_submitted')
        AND resumes IN (
        '', 'announced', 'cancelled', 'closed', 'committee_appointed', 'finally_reported', 'instruments_sealed',
        'plan_drafted', 'plan_recommended', 'plan_returned', 'plan_submitted')
    WHEN 'selection' THEN state IN (
        'announced', 'applications_closed', 'cancelled', 'chosen', 'closed', 'competency_assessed',
        'diverted_to_jobfit', 'diverted_to_succession', 'extended', 'field_tested', 'health_tested',
        'held_for_complaint', 'held_for_election', 'inaugurated', 'inauguration_cleared', 'interviewed', 'planned',
        'result_determined', 'result_recommended', 'result_refused', 'result_reported', 'result_returned', 'screened',
        'shortage_consulted', 'to_be_repeated', 'track_record_checked')
        AND resumes IN (
        '', 'announced', 'applications_closed', 'cancelled', 'chosen', 'closed', 'competency_assessed',
        'diverted_to_jobfit', 'diverted_to_succession', 'extended', 'field_tested', 'health_tested',
        'held_for_complaint', 'held_for_election', 'inaugurated', 'inauguration_cleared', 'interviewed', 'planned',
        'result_determined', 'result_recommended', 'result_refused', 'result_reported', 'result_returned', 'screened',
        'shortage_consulted', 'to_be_repeated', 'track_record_checked')
    WHEN 'application' THEN state IN (
        'application_closed', 'drafted', 'invitation_declined', 'invited', 'not_shortlisted', 'shortlisted',
        'submitted', 'withdrawn')
        AND resumes IN (
        '', 'application_closed', 'drafted', 'invitation_declined', 'invited', 'not_shortlisted', 'shortlisted',
        'submitted', 'withdrawn')
    WHEN 'sheet' THEN state IN (
        'sheet_lapsed', 'sheet_opened', 'sheet_revealed', 'sheet_submitted')
        AND resumes IN (
        '', 'sheet_lapsed', 'sheet_opened', 'sheet_revealed', 'sheet_submitted')
    WHEN 'paper' THEN state IN (
        'paper_opened', 'paper_sealed')
        AND resumes IN (
        '', 'paper_opened', 'paper_sealed')
    WHEN 'complaint' THEN state IN (
        'clarified', 'closed', 'examined', 'followed_up', 'not_proven', 'proven', 'received')
        AND resumes IN (
        '', 'clarified', 'closed', 'examined', 'followed_up', 'not_proven', 'proven', 'received')
    WHEN 'mandate' THEN state IN (
        'closed', 'mandated')
        AND resumes IN (
        '', 'closed', 'mandated')
    WHEN 'person' THEN state IN (
        'enrolled', 'erased', 'erasure_requested')
        AND resumes IN (
        '', 'enrolled', 'erased', 'erasure_requested')
    ELSE TRUE
END) NOT VALID;
ALTER TABLE journal DROP CONSTRAINT IF EXISTS journal_states;
ALTER TABLE journal ADD CONSTRAINT journal_states CHECK (CASE procedure
    WHEN 'round' THEN from_state IN (
        'unopened', 'announced', 'cancelled', 'closed', 'committee_appointed', 'finally_reported',
        'instruments_sealed', 'plan_drafted', 'plan_recommended', 'plan_returned', 'plan_submitted')
        AND to_state IN (
        'announced', 'cancelled', 'closed', 'committee_appointed', 'finally_reported', 'instruments_sealed',
        'plan_drafted', 'plan_recommended', 'plan_returned', 'plan_submitted')
    WHEN 'selection' THEN from_state IN (
        'unopened', 'announced', 'applications_closed', 'cancelled', 'chosen', 'closed', 'competency_assessed',
        'diverted_to_jobfit', 'diverted_to_succession', 'extended', 'field_tested', 'health_tested',
        'held_for_complaint', 'held_for_election', 'inaugurated', 'inauguration_cleared', 'interviewed', 'planned',
        'result_determined', 'result_recommended', 'result_refused', 'result_reported', 'result_returned', 'screened',
        'shortage_consulted', 'to_be_repeated', 'track_record_checked')
        AND to_state IN (
        'announced', 'applications_closed', 'cancelled', 'chosen', 'closed', 'competency_assessed',
        'diverted_to_jobfit', 'diverted_to_succession', 'extended', 'field_tested', 'health_tested',
        'held_for_complaint', 'held_for_election', 'inaugurated', 'inauguration_cleared', 'interviewed', 'planned',
        'result_determined', 'result_recommended', 'result_refused', 'result_reported', 'result_returned', 'screened',
        'shortage_consulted', 'to_be_repeated', 'track_record_checked')
    WHEN 'application' THEN from_state IN (
        'unopened', 'application_closed', 'drafted', 'invitation_declined', 'invited', 'not_shortlisted',
        'shortlisted', 'submitted', 'withdrawn')
        AND to_state IN (
        'application_closed', 'drafted', 'invitation_declined', 'invited', 'not_shortlisted', 'shortlisted',
        'submitted', 'withdrawn')
    WHEN 'sheet' THEN from_state IN (
        'unopened', 'sheet_lapsed', 'sheet_opened', 'sheet_revealed', 'sheet_submitted')
        AND to_state IN (
        'sheet_lapsed', 'sheet_opened', 'sheet_revealed', 'sheet_submitted')
    WHEN 'paper' THEN from_state IN (
        'unopened', 'paper_opened', 'paper_sealed')
        AND to_state IN (
        'paper_opened', 'paper_sealed')
    WHEN 'complaint' THEN from_state IN (
        'unopened', 'clarified', 'closed', 'examined', 'followed_up', 'not_proven', 'proven', 'received')
        AND to_state IN (
        'clarified', 'closed', 'examined', 'followed_up', 'not_proven', 'proven', 'received')
    WHEN 'mandate' THEN from_state IN (
        'unopened', 'closed', 'mandated')
        AND to_state IN (
        'closed', 'mandated')
    WHEN 'person' THEN from_state IN (
        'unopened', 'enrolled', 'erased', 'erasure_requested')
        AND to_state IN (
        'enrolled', 'erased', 'erasure_requested')
    ELSE TRUE
END) NOT VALID;
