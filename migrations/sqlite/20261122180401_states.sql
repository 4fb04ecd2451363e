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
-- SQLite adds no check to a table that stands; triggers refuse the same rows.
DROP TRIGGER IF EXISTS cases_states_insert;
-- +goose StatementBegin
CREATE TRIGGER cases_states_insert BEFORE INSERT ON cases
WHEN NOT (CASE NEW.procedure
    WHEN 'round' THEN NEW.state IN (
        'announced', 'cancelled', 'closed', 'committee_appointed', 'finally_reported', 'instruments_sealed',
        'plan_drafted', 'plan_recommended', 'plan_returned', 'plan_submitted')
        AND NEW.resumes IN (
        '', 'announced', 'cancelled', 'closed', 'committee_appointed', 'finally_reported', 'instruments_sealed',
        'plan_drafted', 'plan_recommended', 'plan_returned', 'plan_submitted')
    WHEN 'selection' THEN NEW.state IN (
        'announced', 'applications_closed', 'cancelled', 'chosen', 'closed', 'competency_assessed',
        'diverted_to_jobfit', 'diverted_to_succession', 'extended', 'field_tested', 'health_tested',
        'held_for_complaint', 'held_for_election', 'inaugurated', 'inauguration_cleared', 'interviewed', 'planned',
        'result_determined', 'result_recommended', 'result_refused', 'result_reported', 'result_returned', 'screened',
        'shortage_consulted', 'to_be_repeated', 'track_record_checked')
        AND NEW.resumes IN (
        '', 'announced', 'applications_closed', 'cancelled', 'chosen', 'closed', 'competency_assessed',
        'diverted_to_jobfit', 'diverted_to_succession', 'extended', 'field_tested', 'health_tested',
        'held_for_complaint', 'held_for_election', 'inaugurated', 'inauguration_cleared', 'interviewed', 'planned',
        'result_determined', 'result_recommended', 'result_refused', 'result_reported', 'result_returned', 'screened',
        'shortage_consulted', 'to_be_repeated', 'track_record_checked')
    WHEN 'application' THEN NEW.state IN (
        'application_closed', 'drafted', 'invitation_declined', 'invited', 'not_shortlisted', 'shortlisted',
        'submitted', 'withdrawn')
        AND NEW.resumes IN (
        '', 'application_closed', 'drafted', 'invitation_declined', 'invited', 'not_shortlisted', 'shortlisted',
        'submitted', 'withdrawn')
    WHEN 'sheet' THEN NEW.state IN (
        'sheet_lapsed', 'sheet_opened', 'sheet_revealed', 'sheet_submitted')
        AND NEW.resumes IN (
        '', 'sheet_lapsed', 'sheet_opened', 'sheet_revealed', 'sheet_submitted')
    WHEN 'paper' THEN NEW.state IN (
        'paper_opened', 'paper_sealed')
        AND NEW.resumes IN (
        '', 'paper_opened', 'paper_sealed')
    WHEN 'complaint' THEN NEW.state IN (
        'clarified', 'closed', 'examined', 'followed_up', 'not_proven', 'proven', 'received')
        AND NEW.resumes IN (
        '', 'clarified', 'closed', 'examined', 'followed_up', 'not_proven', 'proven', 'received')
    WHEN 'mandate' THEN NEW.state IN (
        'closed', 'mandated')
        AND NEW.resumes IN (
        '', 'closed', 'mandated')
    WHEN 'person' THEN NEW.state IN (
        'enrolled', 'erased', 'erasure_requested')
        AND NEW.resumes IN (
        '', 'enrolled', 'erased', 'erasure_requested')
    ELSE TRUE
END) BEGIN
    SELECT RAISE(ABORT, 'CHECK constraint failed: cases_states');
END;
-- +goose StatementEnd
DROP TRIGGER IF EXISTS cases_states_update;
-- +goose StatementBegin
CREATE TRIGGER cases_states_update BEFORE UPDATE ON cases
WHEN NOT (CASE NEW.procedure
    WHEN 'round' THEN NEW.state IN (
        'announced', 'cancelled', 'closed', 'committee_appointed', 'finally_reported', 'instruments_sealed',
        'plan_drafted', 'plan_recommended', 'plan_returned', 'plan_submitted')
        AND NEW.resumes IN (
        '', 'announced', 'cancelled', 'closed', 'committee_appointed', 'finally_reported', 'instruments_sealed',
        'plan_drafted', 'plan_recommended', 'plan_returned', 'plan_submitted')
    WHEN 'selection' THEN NEW.state IN (
        'announced', 'applications_closed', 'cancelled', 'chosen', 'closed', 'competency_assessed',
        'diverted_to_jobfit', 'diverted_to_succession', 'extended', 'field_tested', 'health_tested',
        'held_for_complaint', 'held_for_election', 'inaugurated', 'inauguration_cleared', 'interviewed', 'planned',
        'result_determined', 'result_recommended', 'result_refused', 'result_reported', 'result_returned', 'screened',
        'shortage_consulted', 'to_be_repeated', 'track_record_checked')
        AND NEW.resumes IN (
        '', 'announced', 'applications_closed', 'cancelled', 'chosen', 'closed', 'competency_assessed',
        'diverted_to_jobfit', 'diverted_to_succession', 'extended', 'field_tested', 'health_tested',
        'held_for_complaint', 'held_for_election', 'inaugurated', 'inauguration_cleared', 'interviewed', 'planned',
        'result_determined', 'result_recommended', 'result_refused', 'result_reported', 'result_returned', 'screened',
        'shortage_consulted', 'to_be_repeated', 'track_record_checked')
    WHEN 'application' THEN NEW.state IN (
        'application_closed', 'drafted', 'invitation_declined', 'invited', 'not_shortlisted', 'shortlisted',
        'submitted', 'withdrawn')
        AND NEW.resumes IN (
        '', 'application_closed', 'drafted', 'invitation_declined', 'invited', 'not_shortlisted', 'shortlisted',
        'submitted', 'withdrawn')
    WHEN 'sheet' THEN NEW.state IN (
        'sheet_lapsed', 'sheet_opened', 'sheet_revealed', 'sheet_submitted')
        AND NEW.resumes IN (
        '', 'sheet_lapsed', 'sheet_opened', 'sheet_revealed', 'sheet_submitted')
    WHEN 'paper' THEN NEW.state IN (
        'paper_opened', 'paper_sealed')
        AND NEW.resumes IN (
        '', 'paper_opened', 'paper_sealed')
    WHEN 'complaint' THEN NEW.state IN (
        'clarified', 'closed', 'examined', 'followed_up', 'not_proven', 'proven', 'received')
        AND NEW.resumes IN (
        '', 'clarified', 'closed', 'examined', 'followed_up', 'not_proven', 'proven', 'received')
    WHEN 'mandate' THEN NEW.state IN (
        'closed', 'mandated')
        AND NEW.resumes IN (
        '', 'closed', 'mandated')
    WHEN 'person' THEN NEW.state IN (
        'enrolled', 'erased', 'erasure_requested')
        AND NEW.resumes IN (
        '', 'enrolled', 'erased', 'erasure_requested')
    ELSE TRUE
END) BEGIN
    SELECT RAISE(ABORT, 'CHECK constraint failed: cases_states');
END;
-- +goose StatementEnd
DROP TRIGGER IF EXISTS journal_states_insert;
-- +goose StatementBegin
CREATE TRIGGER journal_states_insert BEFORE INSERT ON journal
WHEN NOT (CASE NEW.procedure
    WHEN 'round' THEN NEW.from_state IN (
        'unopened', 'announced', 'cancelled', 'closed', 'committee_appointed', 'finally_reported',
        'instruments_sealed', 'plan_drafted', 'plan_recommended', 'plan_returned', 'plan_submitted')
        AND NEW.to_state IN (
        'announced', 'cancelled', 'closed', 'committee_appointed', 'finally_reported', 'instruments_sealed',
        'plan_drafted', 'plan_recommended', 'plan_returned', 'plan_submitted')
    WHEN 'selection' THEN NEW.from_state IN (
        'unopened', 'announced', 'applications_closed', 'cancelled', 'chosen', 'closed', 'competency_assessed',
        'diverted_to_jobfit', 'diverted_to_succession', 'extended', 'field_tested', 'health_tested',
        'held_for_complaint', 'held_for_election', 'inaugurated', 'inauguration_cleared', 'interviewed', 'planned',
        'result_determined', 'result_recommended', 'result_refused', 'result_reported', 'result_returned', 'screened',
        'shortage_consulted', 'to_be_repeated', 'track_record_checked')
        AND NEW.to_state IN (
        'announced', 'applications_closed', 'cancelled', 'chosen', 'closed', 'competency_assessed',
        'diverted_to_jobfit', 'diverted_to_succession', 'extended', 'field_tested', 'health_tested',
        'held_for_complaint', 'held_for_election', 'inaugurated', 'inauguration_cleared', 'interviewed', 'planned',
        'result_determined', 'result_recommended', 'result_refused', 'result_reported', 'result_returned', 'screened',
        'shortage_consulted', 'to_be_repeated', 'track_record_checked')
    WHEN 'application' THEN NEW.from_state IN (
        'unopened', 'application_closed', 'drafted', 'invitation_declined', 'invited', 'not_shortlisted',
        'shortlisted', 'submitted', 'withdrawn')
        AND NEW.to_state IN (
        'application_closed', 'drafted', 'invitation_declined', 'invited', 'not_shortlisted', 'shortlisted',
        'submitted', 'withdrawn')
    WHEN 'sheet' THEN NEW.from_state IN (
        'unopened', 'sheet_lapsed', 'sheet_opened', 'sheet_revealed', 'sheet_submitted')
        AND NEW.to_state IN (
        'sheet_lapsed', 'sheet_opened', 'sheet_revealed', 'sheet_submitted')
    WHEN 'paper' THEN NEW.from_state IN (
        'unopened', 'paper_opened', 'paper_sealed')
        AND NEW.to_state IN (
        'paper_opened', 'paper_sealed')
    WHEN 'complaint' THEN NEW.from_state IN (
        'unopened', 'clarified', 'closed', 'examined', 'followed_up', 'not_proven', 'proven', 'received')
        AND NEW.to_state IN (
        'clarified', 'closed', 'examined', 'followed_up', 'not_proven', 'proven', 'received')
    WHEN 'mandate' THEN NEW.from_state IN (
        'unopened', 'closed', 'mandated')
        AND NEW.to_state IN (
        'closed', 'mandated')
    WHEN 'person' THEN NEW.from_state IN (
        'unopened', 'enrolled', 'erased', 'erasure_requested')
        AND NEW.to_state IN (
        'enrolled', 'erased', 'erasure_requested')
    ELSE TRUE
END) BEGIN
    SELECT RAISE(ABORT, 'CHECK constraint failed: journal_states');
END;
-- +goose StatementEnd
DROP TRIGGER IF EXISTS journal_states_update;
-- +goose StatementBegin
CREATE TRIGGER journal_states_update BEFORE UPDATE ON journal
WHEN NOT (CASE NEW.procedure
    WHEN 'round' THEN NEW.from_state IN (
        'unopened', 'announced', 'cancelled', 'closed', 'committee_appointed', 'finally_reported',
        'instruments_sealed', 'plan_drafted', 'plan_recommended', 'plan_returned', 'plan_submitted')
        AND NEW.to_state IN (
        'announced', 'cancelled', 'closed', 'committee_appointed', 'finally_reported', 'instruments_sealed',
        'plan_drafted', 'plan_recommended', 'plan_returned', 'plan_submitted')
    WHEN 'selection' THEN NEW.from_state IN (
        'unopened', 'announced', 'applications_closed', 'cancelled', 'chosen', 'closed', 'competency_assessed',
        'diverted_to_jobfit', 'diverted_to_succession', 'extended', 'field_tested', 'health_tested',
        'held_for_complaint', 'held_for_election', 'inaugurated', 'inauguration_cleared', 'interviewed', 'planned',
        'result_determined', 'result_recommended', 'result_refused', 'result_reported', 'result_returned', 'screened',
        'shortage_consulted', 'to_be_repeated', 'track_record_checked')
        AND NEW.to_state IN (
        'announced', 'applications_closed', 'cancelled', 'chosen', 'closed', 'competency_assessed',
        'diverted_to_jobfit', 'diverted_to_succession', 'extended', 'field_tested', 'health_tested',
        'held_for_complaint', 'held_for_election', 'inaugurated', 'inauguration_cleared', 'interviewed', 'planned',
        'result_determined', 'result_recommended', 'result_refused', 'result_reported', 'result_returned', 'screened',
        'shortage_consulted', 'to_be_repeated', 'track_record_checked')
    WHEN 'application' THEN NEW.from_state IN (
        'unopened', 'application_closed', 'drafted', 'invitation_declined', 'invited', 'not_shortlisted',
        'shortlisted', 'submitted', 'withdrawn')
        AND NEW.to_state IN (
        'application_closed', 'drafted', 'invitation_declined', 'invited', 'not_shortlisted', 'shortlisted',
        'submitted', 'withdrawn')
    WHEN 'sheet' THEN NEW.from_state IN (
        'unopened', 'sheet_lapsed', 'sheet_opened', 'sheet_revealed', 'sheet_submitted')
        AND NEW.to_state IN (
        'sheet_lapsed', 'sheet_opened', 'sheet_revealed', 'sheet_submitted')
    WHEN 'paper' THEN NEW.from_state IN (
        'unopened', 'paper_opened', 'paper_sealed')
        AND NEW.to_state IN (
        'paper_opened', 'paper_sealed')
    WHEN 'complaint' THEN NEW.from_state IN (
        'unopened', 'clarified', 'closed', 'examined', 'followed_up', 'not_proven', 'proven', 'received')
        AND NEW.to_state IN (
        'clarified', 'closed', 'examined', 'followed_up', 'not_proven', 'proven', 'received')
    WHEN 'mandate' THEN NEW.from_state IN (
        'unopened', 'closed', 'mandated')
        AND NEW.to_state IN (
        'closed', 'mandated')
    WHEN 'person' THEN NEW.from_state IN (
        'unopened', 'enrolled', 'erased', 'erasure_requested')
        AND NEW.to_state IN (
        'enrolled', 'erased', 'erasure_requested')
    ELSE TRUE
END) BEGIN
    SELECT RAISE(ABORT, 'CHECK constraint failed: journal_states');
END;
-- +goose StatementEnd
